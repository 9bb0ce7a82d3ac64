"""From a certificate to the sheet of paper: frozen primitives, a drawn QR code, one A4 page in landscape."""

from dataclasses import dataclass
from datetime import date

from coordination.certificates.models import Certificate
from coordination.certificates.wording import Naming, Said, said
from coordination.kernel import pdf
from coordination.kernel.clock import clock
from coordination.kernel.codes import Code, code_of
from coordination.kernel.site import opened_at
from coordination.organizations.models import Office
from coordination.standards.models import StandardVersion

#: From so many characters on, words are set smaller, so that no name is cut and none runs over the frame.
LONG_NAME, LONG_TITLE, LONG_OFFICE, LONG_WORDS = 22, 12, 36, 130
#: The steps of a standard by the column that asks for them; the application is always asked for.
STEPS = {"": "申报", "first_review": "初审", "joint_review": "联审", "public_notice": "公示"}
#: Characters of one line of the signature.
OFFICE_LINE = 22
#: Where the name of an office may be broken: before these words.
_SEAMS = ("打击治理", "工作联席", "工作协调", "联席会议", "协调机制", "办公室")


@dataclass(frozen=True)
class CertificateDocument:
    """`sentence` stands above the title, `validity` below it; `head` names the sheet."""

    head: str
    title: str
    number: str
    subject: str
    sentence: str
    validity: str
    office: tuple[str, ...]
    date: str
    code: Code
    address: str
    long_name: bool
    long_title: bool
    long_office: bool


def address_of(certificate: Certificate) -> str:
    """What the QR code names."""
    return opened_at(f"/verify/{certificate.token}")


def document_of(certificate: Certificate) -> CertificateDocument:
    """The certificate in the words that its office uses now."""
    naming = naming_of(certificate)
    return _set(naming, said(naming), address_of(certificate))


def naming_of(certificate: Certificate) -> Naming:
    """What the certificate knows, for its words."""
    facts = {
        "命名程序": _steps(certificate.standard_version),
        "命名标准": _standard(certificate.standard_version),
        "有效期": _validity(certificate.valid_until),
        "称号": certificate.title_name,
        "命名对象": certificate.subject_name,
        "证书编号": certificate.number,
        "命名日期": _day(certificate.named_on),
        "发证单位": certificate.office.name,
    }
    if certificate.replaces:
        facts["原证书"] = certificate.replaces.number
    return Naming(certificate.office, certificate.named_on, facts)


def specimen(office: Office) -> Naming:
    """Facts for a 样张 that names nobody: of today, for a year, without a number."""
    today = clock.today()
    until = date(today.year + 1, today.month, min(today.day, 28))
    facts = {
        "命名程序": "、".join(STEPS.values()),
        "命名标准": "《示例标准》（第1版）",
        "有效期": _validity(until),
        "称号": "示例称号",
        "命名对象": "示例社区",
        "证书编号": "样张",
        "命名日期": _day(today),
        "发证单位": office.name,
    }
    return Naming(office, today, facts)


def specimen_pdf(naming: Naming, words: Said) -> bytes:
    """A sheet in the given words whose code leads to no certificate. DocumentError as `pdf_of`."""
    return pdf.render("certificate.html", _set(naming, words, opened_at("/verify/specimen")))


def _set(naming: Naming, words: Said, address: str) -> CertificateDocument:
    facts, office = naming.facts, naming.office
    return CertificateDocument(
        head=words.head,
        title=facts["称号"],
        number=facts["证书编号"],
        subject=facts["命名对象"],
        sentence=words.above,
        validity=words.below,
        office=office_lines(office.name),
        date=facts["命名日期"],
        code=code_of(address),
        address=address.removeprefix("https://").removeprefix("http://"),
        long_name=len(facts["命名对象"]) > LONG_NAME or len(words.above + words.below) > LONG_WORDS,
        long_title=len(facts["称号"]) > LONG_TITLE,
        long_office=len(office.name) > LONG_OFFICE,
    )


def office_lines(name: str) -> tuple[str, ...]:
    """The name in one line, or in two as even as its words allow."""
    if len(name) <= OFFICE_LINE:
        return (name,)
    seams = [place for word in _SEAMS for place in [name.find(word)] if place > 0]
    best = min(seams, key=lambda place: abs(2 * place - len(name)), default=(len(name) + 1) // 2)
    return name[:best], name[best:]


def _steps(version: StandardVersion) -> str:
    """What was done, by the steps that the standard asks for."""
    return "、".join(word for name, word in STEPS.items() if not name or getattr(version, name))


def _standard(version: StandardVersion) -> str:
    return f"《{version.standard.name}》（第{version.number}版）"


def _validity(until: date | None) -> str:
    return f"有效期至{_day(until)}" if until else "长期有效"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def pdf_of(certificate: Certificate) -> bytes:
    """Print it; equal certificates give equal bytes. DocumentError for what no face has."""
    return pdf.render("certificate.html", document_of(certificate))


def file_name(certificate: Certificate) -> str:
    """The name under which the file is kept and downloaded."""
    return f"{certificate.number} {certificate.subject_name} {certificate.title_name}证书.pdf"
