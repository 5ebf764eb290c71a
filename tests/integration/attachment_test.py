"""Files of submissions, through the wire and frontctl: they come back as they went in, and one that is wrong or cut off leaves nothing."""

import concurrent.futures
import hashlib
import os

import grpc
import pytest

from cli_test import Cli
from conftest import issue_token
from frontline_process import eventually, refused
from submissions import BODY, MIB, create, download, get, lead, upload  # noqa: F401  (lead is a fixture)


class TestAttachments:
    @pytest.fixture
    def parent(self, lead, areas):
        return create(lead, areas, "").name

    @pytest.mark.parametrize("size", [1, 524_287, 524_288, 524_289, 25 * MIB])
    def test_what_goes_in_comes_out(self, lead, areas, parent, size):
        content = os.urandom(size)
        attachment = upload(lead, areas, parent, content)
        assert attachment.size_bytes == size and attachment.member == f"{BODY}/members/ict-lead"
        assert download(lead, areas, attachment.name) == content
        assert list(get(lead, areas, parent).attachments) == [attachment]

    def test_what_is_cut_off_or_not_what_it_was_said_to_be_is_refused(self, lead, areas, parent):
        content = os.urandom(MIB)
        with refused("INVALID_ARGUMENT", "FIELDS_INVALID", "last"):
            upload(lead, areas, parent, content, last=False)
        with refused("INVALID_ARGUMENT", "FIELDS_INVALID", "attachment.sha256"):
            upload(lead, areas, parent, content, sha256="0" * 64)
        with refused("INVALID_ARGUMENT", "FIELDS_INVALID", "attachment.size_bytes"):
            upload(lead, areas, parent, content, size_bytes=len(content) + 1)
        with refused("INVALID_ARGUMENT", "FIELDS_INVALID", "attachment.size_bytes"):
            upload(lead, areas, parent, content, size_bytes=len(content) - 1)
        with refused("INVALID_ARGUMENT", "FIELDS_INVALID", "attachment.size_bytes"):
            upload(lead, areas, parent, b"x", size_bytes=25 * MIB + 1)
        with refused("INVALID_ARGUMENT", "FIELDS_INVALID", "attachment.size_bytes"):
            upload(lead, areas, parent, b"", size_bytes=0)
        for file_name in ("../motion.pdf", "a/b", "a\\b", "mo\x00tion", "mo\ntion", "motion\u202efdp.exe", "x" * 201, ""):
            with refused("INVALID_ARGUMENT", "FIELDS_INVALID", "attachment.file_name"):
                upload(lead, areas, parent, content, file_name=file_name)
        for content_type in ("text/html", "", "x", "application/pdf\r\nx: y"):
            with refused("INVALID_ARGUMENT", "FIELDS_INVALID", "attachment.content_type"):
                upload(lead, areas, parent, content, content_type=content_type)
        with refused("INVALID_ARGUMENT", "FIELDS_INVALID", "parent"):
            upload(lead, areas, "", content)
        with refused("NOT_FOUND"):
            upload(lead, areas, f"{BODY}/submissions/never", content)
        assert not get(lead, areas, parent).attachments

    def test_no_more_than_20_files_and_100_mib(self, lead, areas, parent):
        content = os.urandom(25 * MIB)
        for number in range(4):
            upload(lead, areas, parent, content, file_name=f"{number}.pdf", piece=524_288)
        with refused("FAILED_PRECONDITION", "ATTACHMENTS_FULL"):
            upload(lead, areas, parent, b"x", file_name="small.pdf")
        many = create(lead, areas, "").name
        for number in range(20):
            upload(lead, areas, many, b"x", file_name=f"{number}.pdf")
        with refused("FAILED_PRECONDITION", "ATTACHMENTS_FULL"):
            upload(lead, areas, many, b"x")

    def test_the_same_file_from_many_at_once_is_there_for_each(self, lead, areas):
        content = os.urandom(2 * MIB)
        parents = [create(lead, areas, "").name for _ in range(8)]
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            made = list(pool.map(lambda parent: upload(lead, areas, parent, content).name, parents * 2))
        assert made[:8] == made[8:], "the same file again is answered as the first time"
        for name in made[1:8]:
            lead.submissions.DeleteAttachment(areas.federation.DeleteAttachmentRequest(name=name))
            with refused("NOT_FOUND"):
                download(lead, areas, name)
        assert download(lead, areas, made[0]) == content

    def test_a_broken_upload_leaves_nothing_on_the_disk_after_a_restart(self, start, areas):
        server = start()
        token = issue_token(server.admin, BODY, "ROLE_STAFF_REPRESENTATIVE")
        lead = server.client(token)
        parent = create(lead, areas, "a").name
        kept = upload(lead, areas, parent, b"kept").name
        f = areas.federation
        sent = []

        def half():
            content = os.urandom(10 * MIB)
            yield f.UploadAttachmentRequest(
                parent=parent,
                attachment=f.Attachment(
                    file_name="a.pdf", content_type="application/pdf", size_bytes=len(content), sha256=hashlib.sha256(content).hexdigest()
                ),
            )
            for start_at in range(0, 5 * MIB, 524_288):
                yield f.UploadAttachmentRequest(chunk=content[start_at : start_at + 524_288])
                sent.append(start_at)
            eventually(lambda: server.process.poll() is not None, within=30)

        call = lead.submissions.UploadAttachment.future(half())
        eventually(lambda: len(sent) == 10)
        server.kill()
        with pytest.raises(grpc.RpcError):
            call.result()
        server.start()
        lead = server.client(token)
        assert [a.name for a in get(lead, areas, parent).attachments] == [kept]
        assert download(lead, areas, kept) == b"kept"
        upload(lead, areas, parent, b"a", file_name="a.pdf")
        *_, last = server.admin.admin.Check(areas.admin.CheckRequest())
        assert last.report.ok, list(last.report.problems)


class TestCli:
    @pytest.fixture
    def cli(self, server, lead, tmp_path):
        return Cli(tmp_path, server.address, lead.token)

    def test_what_can_not_be_attached_or_fetched_is_refused_and_leaves_no_file(self, cli, tmp_path):
        made = cli.json("submissions", "create", BODY, "--title", "Files")
        (tmp_path / "empty.pdf").write_bytes(b"")
        (tmp_path / "large.pdf").write_bytes(b"x" * (25 * MIB + 1))
        (tmp_path / "what.xyz").write_bytes(b"x")
        assert "empty" in cli.refused(2, "submissions", "attach", made["name"], "empty.pdf")
        assert "25 MiB" in cli.refused(2, "submissions", "attach", made["name"], "large.pdf")
        assert "--content-type" in cli.refused(2, "submissions", "attach", made["name"], "what.xyz")
        assert cli.refused(5, "submissions", "attach", made["name"], "what.xyz", "--content-type", "text/html")
        before = sorted(tmp_path.iterdir())
        cli.refused(3, "submissions", "fetch", made["name"] + "/attachments/never")
        assert sorted(tmp_path.iterdir()) == before
