"""Each channel against a real server: what the answer means, and what breaks leave behind."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from coordination.config import settings
from coordination.notifications.channels import open_channels, senders
from coordination.notifications.channels.letter import Letter
from coordination.notifications.channels.robots import allowed_hosts, is_allowed, understood
from coordination.notifications.rules import DELIVERED, Reason, Verdict
from coordination.notifications.states import Channel
from tests.notifications.endpoints import free_port

AT = datetime(2026, 11, 6, 2, 0, tzinfo=UTC)
TEXT = "工行有新的交办\nhttps://fz.example.cn/tasks/7"
LETTER = Letter(42, "【反诈联席】工行有新的交办", TEXT, AT)


def send(channel, address, letter=LETTER):
    with senders() as ready:
        return ready[channel].send(address, letter)


def mail(name):
    return send(Channel.MAIL, f"{name}@bank.cn")


def test_a_letter_arrives_whole_with_a_number_that_stays_the_same(mailbox):
    assert mail("li") == DELIVERED
    assert mail("li") == DELIVERED
    letter = mailbox.letters[0]
    assert (letter["Subject"], letter["Message-ID"]) == (LETTER.subject, "<delivery.42@example.cn>")
    assert str(letter["From"]) == "反诈联席办 <office@example.cn>"
    assert letter.get_content().splitlines() == TEXT.splitlines()
    assert {one["Message-ID"] for one in mailbox.letters} == {"<delivery.42@example.cn>"}


def test_a_line_that_begins_with_a_point_arrives_with_it(mailbox):
    """A point alone ends a message in SMTP."""
    send(Channel.MAIL, "li@bank.cn", Letter(1, "s", "one\n.\n.two", AT))
    assert mailbox.letters[0].get_content().splitlines() == ["one", ".", ".two"]


def test_one_connection_serves_a_batch_even_after_refusals(mailbox):
    with senders() as ready:
        found = [
            ready[Channel.MAIL].send(f"{name}@bank.cn", LETTER).verdict
            for name in ("li", "refuses", "greylists", "full", "wang")
        ]
    assert found == [
        Verdict.DELIVERED, Verdict.FAILED, Verdict.FAILED, Verdict.FAILED, Verdict.DELIVERED
    ]  # fmt: skip
    assert mailbox.connections == 1


@pytest.mark.parametrize(
    ("mood", "reason", "permanent", "said"),
    [
        ("refuses", Reason.REFUSED, True, "550 5.1.1 No such user here"),
        ("spam", Reason.REFUSED, True, "554 5.7.1 Message refused"),
        ("greylists", Reason.LATER, False, "451 4.7.1 Greylisted, try again later"),
        ("full", Reason.LATER, False, "452 4.3.1 Insufficient system storage"),
    ],
)
def test_a_refusal_is_for_good_or_may_pass_as_its_number_says(mailbox, mood, reason, permanent, said):
    outcome = mail(mood)
    assert (outcome.verdict, outcome.reason, outcome.permanent) == (Verdict.FAILED, reason, permanent)
    assert outcome.detail == said


def test_a_connection_that_dies_after_the_text_leaves_a_doubt_and_before_it_none(mailbox):
    assert (mail("dies").verdict, mail("dies").reason) == (Verdict.UNKNOWN, Reason.NO_ANSWER)
    assert len(mailbox.letters) == 2
    before = mail("leaves")
    assert (before.verdict, before.reason, before.permanent) == (Verdict.FAILED, Reason.UNREACHABLE, False)


def test_a_line_that_went_stale_between_two_letters_is_opened_again(mailbox):
    with senders() as ready:
        assert ready[Channel.MAIL].send("goodbye@bank.cn", LETTER) == DELIVERED
        time.sleep(0.2)
        assert ready[Channel.MAIL].send("li@bank.cn", LETTER) == DELIVERED
    assert mailbox.connections == 2


def test_a_mail_server_that_is_not_there_or_says_nothing_is_a_failure_that_may_pass(configure, mailbox):
    configure(SMTP_PORT=free_port())
    outcome = mail("li")
    assert (outcome.verdict, outcome.reason) == (Verdict.FAILED, Reason.UNREACHABLE)
    assert not outcome.permanent


def test_a_mail_server_that_hangs_after_the_text_leaves_a_doubt(configure, mailbox):
    configure(SMTP_TIMEOUT_SECONDS=0.2)
    mailbox.pause = 0.6
    assert mail("li").verdict is Verdict.UNKNOWN


def test_encryption_that_the_server_does_not_offer_is_not_done_without(configure, mailbox):
    configure(SMTP_TLS="starttls")
    assert mail("li").verdict is Verdict.FAILED
    assert mailbox.letters == []


def test_an_address_that_would_smuggle_a_command_is_not_sent_to(mailbox):
    outcome = send(Channel.MAIL, "li@bank.cn>\r\nRCPT TO:<all@bank.cn")
    assert (outcome.reason, outcome.permanent, mailbox.connections) == (Reason.FORBIDDEN, True, 0)


def test_the_robot_of_each_product_gets_its_own_form_and_answers_in_its_own(robot):
    assert send(Channel.WECOM, f"{robot.origin}/ok?key=k") == DELIVERED
    assert send(Channel.DINGTALK, f"{robot.origin}/ok?access_token=t") == DELIVERED
    assert send(Channel.FEISHU, f"{robot.origin}/feishu") == DELIVERED
    assert robot.posts == [
        ("/ok?key=k", {"msgtype": "text", "text": {"content": LETTER.text}}),
        ("/ok?access_token=t", {"msgtype": "text", "text": {"content": LETTER.text}}),
        ("/feishu", {"msg_type": "text", "content": {"text": LETTER.text}}),
    ]


def test_dingtalk_and_feishu_are_signed_with_the_secret_of_the_robot(robot):
    signed = Letter(42, "", "text", AT, secret="SEC1")
    send(Channel.DINGTALK, f"{robot.origin}/ok?access_token=t", signed)
    send(Channel.FEISHU, f"{robot.origin}/feishu", signed)
    query = parse_qs(urlsplit(robot.posts[0][0]).query)
    stamp = str(int(AT.timestamp()) * 1000)
    wanted = hmac.new(b"SEC1", f"{stamp}\nSEC1".encode(), hashlib.sha256).digest()
    assert query == {"access_token": ["t"], "timestamp": [stamp], "sign": [base64.b64encode(wanted).decode()]}
    body = robot.posts[1][1]
    wanted = hmac.new(f"{stamp[:-3]}\nSEC1".encode(), b"", hashlib.sha256).digest()
    assert (body["timestamp"], body["sign"]) == (stamp[:-3], base64.b64encode(wanted).decode())


@pytest.mark.parametrize(
    ("mood", "verdict", "reason", "permanent"),
    [
        ("/500", Verdict.FAILED, Reason.SERVER, False),
        ("/404", Verdict.FAILED, Reason.ROBOT, True),
        ("/unknown-key", Verdict.FAILED, Reason.ROBOT, True),
        ("/busy", Verdict.FAILED, Reason.ROBOT, False),
        ("/sign", Verdict.FAILED, Reason.ROBOT, True),
        ("/portal", Verdict.UNKNOWN, Reason.NO_ANSWER, False),
        ("/list", Verdict.UNKNOWN, Reason.NO_ANSWER, False),
        ("/elsewhere", Verdict.FAILED, Reason.FORBIDDEN, True),
        ("/hangs", Verdict.UNKNOWN, Reason.NO_ANSWER, False),
    ],
)
def test_an_answer_of_a_robot_is_read_for_what_it_means(robot, mood, verdict, reason, permanent):
    outcome = send(Channel.WECOM, f"{robot.origin}{mood}")
    assert (outcome.verdict, outcome.reason, outcome.permanent) == (verdict, reason, permanent)
    assert len(robot.posts) == 1


def test_what_a_robot_said_is_kept(robot):
    assert send(Channel.WECOM, f"{robot.origin}/unknown-key").detail == "93000 invalid webhook url"
    assert send(Channel.WECOM, f"{robot.origin}/500").detail == "HTTP 500"


def test_a_robot_that_is_not_there_has_certainly_got_nothing(configure):
    origin = f"http://127.0.0.1:{free_port()}"
    configure(ROBOT_HOSTS=origin)
    outcome = send(Channel.WECOM, f"{origin}/ok")
    assert (outcome.verdict, outcome.reason, outcome.permanent) == (Verdict.FAILED, Reason.UNREACHABLE, False)


def test_only_allowed_hosts_are_spoken_to_and_only_with_encryption(robot, configure):
    port = robot.server_address[1]
    for webhook in (
        f"http://localhost:{port}/ok",
        f"http://user@127.0.0.1:{port}/ok",
        f"https://127.0.0.1:{port}/ok",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "http://[half/ok",
        f"http://127.0.0.1:{port}:1/ok",
    ):
        assert send(Channel.FEISHU, webhook).reason is Reason.FORBIDDEN, webhook
    configure(ROBOT_HOSTS=f"127.0.0.1:{port}")
    assert send(Channel.FEISHU, f"{robot.origin}/ok").reason is Reason.FORBIDDEN
    assert robot.posts == []


def test_the_three_public_hosts_are_allowed_until_the_settings_say_otherwise():
    hosts = allowed_hosts(settings())
    assert is_allowed("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", hosts)
    assert is_allowed("https://oapi.dingtalk.com/robot/send?access_token=1", hosts)
    assert is_allowed("https://open.feishu.cn/open-apis/bot/v2/hook/1", hosts)
    assert not is_allowed("http://oapi.dingtalk.com/robot/send", hosts)
    assert not is_allowed("https://oapi.dingtalk.com.evil.cn/robot/send", hosts)
    assert not is_allowed("https://oapi.dingtalk.com:444/robot/send", hosts)


def test_a_long_text_is_cut_before_it_goes_to_a_robot(robot):
    send(Channel.WECOM, f"{robot.origin}/ok", Letter(1, "", "长" * 3000, AT))
    assert len(robot.posts[0][1]["text"]["content"].encode()) <= 2048


def test_too_many_requests_may_pass():
    assert understood(429, b"").permanent is False


def test_a_text_message_is_one_whole_file_and_a_second_attempt_replaces_it(configure, tmp_path):
    configure(SMS_DROP_DIR=tmp_path / "sms")
    assert send(Channel.SMS, "13800005678") == DELIVERED
    assert send(Channel.SMS, "13800005678") == DELIVERED
    files = list((tmp_path / "sms").iterdir())
    assert [file.name for file in files] == ["42.json"]
    assert json.loads(files[0].read_text("utf-8")) == {
        "id": 42,
        "phone": "13800005678",
        "text": LETTER.text,
        "at": "2026-11-06T02:00:00+00:00",
    }


def test_a_landline_or_a_folder_that_takes_no_file_fails_with_the_reason(configure, tmp_path):
    (tmp_path / "taken").write_text("")
    configure(SMS_DROP_DIR=tmp_path / "taken")
    assert send(Channel.SMS, "0931-2345678").reason is Reason.FORBIDDEN
    outcome = send(Channel.SMS, "13800005678")
    assert (outcome.reason, outcome.permanent) == (Reason.DISK, False)


def test_channels_without_settings_are_off(configure):
    configure(SMTP_HOST="", SMS_DROP_DIR="", ROBOT_HOSTS="https://robots.example.cn")
    assert open_channels() == (Channel.WECOM, Channel.DINGTALK, Channel.FEISHU)
