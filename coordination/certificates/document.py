"""From a certificate to the sheet of paper: frozen primitives, a drawn QR code, one A4 page in landscape."""

from dataclasses import dataclass

from coordination.certificates.models import Certificate
from coordination.kernel import pdf
from coordination.kernel.codes import Code, code_of
from coordination.kernel.site import opened_at
from coordination.standards.models import StandardVersion

#: From so many characters on, words are set smaller, so that no name is cut and none runs over the frame.
LONG_NAME, LONG_TITLE, LONG_OFFICE = 22, 12, 36
#: Characters of one line of the signature.
OFFICE_LINE = 22
#: Where the name of an office may be broken: before these words.
_SEAMS = ("打击治理", "工作联席", "工作协调", "联席会议", "协调机制", "办公室")


@dataclass(frozen=True)
class CertificateDocument:
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
    version, office = certificate.standard_version, certificate.office
    address = address_of(certificate)
    return CertificateDocument(
        title=certificate.title_name,
        number=certificate.number,
        subject=certificate.subject_name,
        sentence=_sentence(version, certificate.replaces.number if certificate.replaces else ""),
        validity=_validity(certificate),
        office=office_lines(office.name),
        date=_day(certificate),
        code=code_of(address),
        address=address.removeprefix("https://").removeprefix("http://"),
        long_name=len(certificate.subject_name) > LONG_NAME,
        long_title=len(certificate.title_name) > LONG_TITLE,
        long_office=len(office.name) > LONG_OFFICE,
    )


def office_lines(name: str) -> tuple[str, ...]:
    """The name in one line, or in two as even as its words allow."""
    if len(name) <= OFFICE_LINE:
        return (name,)
    seams = [place for word in _SEAMS for place in [name.find(word)] if place > 0]
    best = min(seams, key=lambda place: abs(2 * place - len(name)), default=(len(name) + 1) // 2)
    return name[:best], name[best:]


def _sentence(version: StandardVersion, old: str) -> str:
    """What was done, by the steps that the standard asks for, and the title that follows."""
    steps = [
        word
        for word, asked in (
            ("申报", True),
            ("初审", version.first_review),
            ("联审", version.joint_review),
            ("公示", version.public_notice),
        )
        if asked
    ]
    renewed = f"到期复评，原证书{old}同时换发，" if old else ""
    standard = f"《{version.standard.name}》（第{version.number}版）"
    return f"经{'、'.join(steps)}，{renewed}符合{standard}，特命名为"


def _validity(certificate: Certificate) -> str:
    if certificate.valid_until is None:
        return "特发此证。长期有效，实行动态管理。"
    until = certificate.valid_until
    return f"特发此证。有效期至{until.year}年{until.month}月{until.day}日，实行动态管理。"


def _day(certificate: Certificate) -> str:
    day = certificate.named_on
    return f"{day.year}年{day.month}月{day.day}日"


def pdf_of(certificate: Certificate) -> bytes:
    """Print it; equal certificates give equal bytes. DocumentError for what no face has."""
    return pdf.render("certificate.html", document_of(certificate))


def file_name(certificate: Certificate) -> str:
    """The name under which the file is kept and downloaded."""
    return f"{certificate.number} {certificate.subject_name} {certificate.title_name}证书.pdf"
