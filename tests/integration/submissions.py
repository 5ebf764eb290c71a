"""A staff body's submissions and their files, for federation_test.py and attachment_test.py: the body, its lead (a fixture) and their calls."""

import hashlib

import pytest

from conftest import issue_token

BODY = "bodies/police-federation-of-england-and-wales"
MIB = 1 << 20


def create(client, areas, submission_id, body=BODY, lodge=False, request_id="", **fields):
    f = areas.federation
    fields = {"title": "Radios fail", "text": "They fail in cellars.", **fields}
    return client.submissions.CreateSubmission(
        f.CreateSubmissionRequest(parent=body, submission_id=submission_id, lodge=lodge, request_id=request_id, submission=f.Submission(**fields))
    )


def get(client, areas, name):
    return client.submissions.GetSubmission(areas.federation.GetSubmissionRequest(name=name))


def upload(client, areas, parent, content, file_name="motion.pdf", piece=200_000, last=True, **said):
    f = areas.federation
    said = {"file_name": file_name, "content_type": "application/pdf", "size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), **said}

    def messages():
        yield f.UploadAttachmentRequest(parent=parent, attachment=f.Attachment(**said))
        for start in range(0, len(content), piece):
            yield f.UploadAttachmentRequest(chunk=content[start : start + piece], last=last and start + piece >= len(content))

    return client.submissions.UploadAttachment(messages())


def download(client, areas, name):
    messages = list(client.submissions.DownloadAttachment(areas.federation.DownloadAttachmentRequest(name=name)))
    assert messages[0].attachment.name == name
    assert [message.last for message in messages] == [False] * (len(messages) - 1) + [True]
    return b"".join(message.chunk for message in messages)


@pytest.fixture(scope="module")
def lead(server, admin):
    return server.client(issue_token(admin, BODY, "ROLE_STAFF_REPRESENTATIVE", member_id="ict-lead"))
