"""Which figures a circular speaks of, under which names, and from which forms they are taken."""

from dataclasses import dataclass
from decimal import Decimal

from coordination.kernel.numerals import grouped, money

POLICE, OWN, BANK, CARRIER, TOWNSHIP = "police-township", "police-own", "bank", "carrier", "township"
NET, EDUCATION = "internet-information", "education"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with the name it has in 【】.

    `forms` are asked in turn and the first that was filed counts, so that a figure which police
    and townships both file is not counted twice; no form named: the sum over all forms.
    """

    name: str
    indicator: str
    forms: tuple[str, ...] = ()
    unit: str = ""
    by_township: bool = False

    def printed(self, value: Decimal) -> str:
        return grouped(value) + self.unit if self.unit else money(value)

    @property
    def base_unit(self) -> str:
        """The unit of the stored figure: money is stored in 元."""
        return self.unit or "元"


MEASURES = (
    Measure("立案数", "case.filed", (POLICE,), "起", by_township=True),
    Measure("损失金额", "case.loss", (POLICE,), by_township=True),
    Measure("警情数", "case.alerts", (POLICE,), "起"),
    Measure("大额案件数", "case.large", (POLICE,), "起"),
    Measure("破案数", "case.solved", (POLICE,), "起"),
    Measure("抓获人数", "strike.arrested", (POLICE, OWN), "人"),
    Measure("打掉团伙数", "strike.gangs", (OWN,), "个"),
    Measure("捣毁窝点数", "strike.dens", (OWN,), "个"),
    Measure("止付账户数", "fund.stopped_accounts", (OWN,), "个"),
    Measure("止付金额", "fund.stopped_amount", (OWN,)),
    Measure("冻结账户数", "fund.frozen_accounts", (OWN,), "个"),
    Measure("冻结金额", "fund.frozen_amount", (OWN,)),
    Measure("挽回损失金额", "fund.recovered", (OWN,)),
    Measure("预警指令数", "warn.issued", (POLICE,), "条"),
    Measure("成功劝阻数", "warn.dissuaded", (TOWNSHIP, POLICE), "起"),
    Measure("网点劝阻数", "bank.counter_dissuaded", (BANK,), "起"),
    Measure("网点劝阻金额", "bank.counter_dissuaded_amount", (BANK,)),
    Measure("关停涉诈号码数", "carrier.numbers_closed", (CARRIER,), "个"),
    Measure("公益短信条数", "carrier.sms_sent", (CARRIER,), "条"),
    Measure("处置涉诈网址数", "net.sites_blocked", (NET,), "个"),
    Measure("处置涉诈账号数", "net.accounts_closed", (NET,), "个"),
    Measure("反诈课堂学校数", "edu.schools_taught", (EDUCATION,), "所"),
    Measure("入户宣传户数", "pub.households", (TOWNSHIP,), "户"),
    Measure("宣传活动场次", "pub.events", (), "场"),
    Measure("宣传覆盖人次", "pub.people", (), "人次"),
    Measure("宣传资料份数", "pub.leaflets", (), "份"),
)
CASES, LOSS = MEASURES[:2]
INDICATORS = tuple(measure.indicator for measure in MEASURES)
