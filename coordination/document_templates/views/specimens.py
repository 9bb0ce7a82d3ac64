"""A certificate in the words of a version: a sheet that names nobody."""

from flask import Response

from coordination.certificates.document import specimen, specimen_pdf
from coordination.document_templates import queries
from coordination.document_templates.certificate import KIND, worded
from coordination.document_templates.models import TemplateVersion
from coordination.document_templates.states import TemplateAction
from coordination.document_templates.views.place import blueprint
from coordination.kernel.errors import NotFound
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.queries import own_office


@blueprint.get("/document-templates/versions/<int:id>/specimen")
@requires(TemplateAction.VIEW, queries.version)
def certificate(version: TemplateVersion) -> Answer:
    office = own_office(actor())
    if version.template.kind != KIND or office is None:
        raise NotFound
    naming = specimen(office)
    content = specimen_pdf(naming, worded(naming, version.title, version.body))
    return Response(content, mimetype="application/pdf")
