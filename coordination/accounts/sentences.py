"""What the audit says about acts upon accounts."""

from coordination.accounts.policy import AccountAction
from coordination.audit.sentences import publish
from coordination.kernel.text import _

publish(
    {
        "account.sign_in": _("登录"),
        "account.sign_out": _("退出登录"),
        "account.activate": _("用激活码设置了密码"),
        AccountAction.CHANGE_PASSWORD: _("修改了自己的密码"),
        AccountAction.SET_LANGUAGE: _("改变了界面语言"),
        AccountAction.INVITE: _("新建账号 {username}"),
        AccountAction.EDIT: _("修改了账号 {username}"),
        AccountAction.CLOSE: _("停用账号 {username}"),
        AccountAction.RENEW: _("给账号 {username} 发了新的激活码"),
    }
)
