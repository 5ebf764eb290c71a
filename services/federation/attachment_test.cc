#include <gmock/gmock.h>

#include "services/federation/chunks.h"
#include "services/federation/content.h"
#include "services/federation/store_for_test.h"
#include "services/federation/tables.h"

namespace frontline::federation {
namespace {

using testing::HasSubstr;

class AttachmentTest : public StoreTest {
 protected:
  // Contents, pieces, loose sets.
  std::vector<uint64_t> Kept() {
    const storage::Snapshot snapshot = store().Read();
    return {*Contents().Count(snapshot), *Chunks().Count(snapshot), *LooseChunks().Count(snapshot)};
  }
  static std::string Bytes(size_t size, char seed = 'a') {
    std::string bytes(size, '\0');
    for (size_t k = 0; k < size; ++k) bytes[k] = static_cast<char>(seed + k * k % 251);
    return bytes;
  }
  absl::Status Send(std::vector<v1::UploadAttachmentRequest> messages) {
    UploadFake fake(std::move(messages));
    return Upload(Lead(), fake);
  }
  const std::vector<uint64_t> kNothing = {0, 0, 0};
};

TEST_F(AttachmentTest, WhatWasAttachedComesBackByteForByte) {
  for (const size_t size : {size_t{1}, kChunkBytes - 1, kChunkBytes, kChunkBytes + 1, 5 * kChunkBytes / 2}) {
    const std::string name = Attach(Draft("n" + std::to_string(size)), "a.pdf", Bytes(size));
    std::string got;
    ASSERT_TRUE(Download(Lead(), name, &got).ok());
    EXPECT_EQ(got, Bytes(size));
  }
}

TEST_F(AttachmentTest, ItGoesWithItsSubmission) {
  const std::string parent = Embargoed("a", 1);
  const std::string name = Attach(parent, "a.pdf", "bytes");
  std::string got;
  EXPECT_EQ(Said(Download(Officer(), name, &got)), Said(base::NotFound(name)));
  PassDays(1);
  ASSERT_TRUE(Download(Officer(), name, &got).ok());
  DoWork();
  ASSERT_TRUE(Download(Viewer(), name, &got).ok());
  EXPECT_EQ(got, "bytesbytes");
  EXPECT_EQ(See(Viewer(), parent).attachments(0).file_name(), "a.pdf");
  EXPECT_THAT(Said(Send(Messages(parent, "b.pdf", "more"))), HasSubstr("WRONG_STATE"));
  EXPECT_THAT(Said(Write(DeleteAttachment, Lead(), "name: '" + name + "'").status()), HasSubstr("WRONG_STATE"));
}

TEST_F(AttachmentTest, TheSameContentIsKeptOnceForEachBodyUntilNothingRefersToIt) {
  const std::string a = Draft("a"), b = Draft("b");
  const std::string first = Attach(a, "a.pdf", Bytes(kChunkBytes + 9));
  const std::string second = Attach(b, "other name.pdf", Bytes(kChunkBytes + 9));
  EXPECT_EQ(Kept(), (std::vector<uint64_t>{1, 2, 0}));
  ASSERT_TRUE(TryMake("c", "", "", "bodies/unison").ok());
  Attach(NameOf("c", "bodies/unison"), "a.pdf", Bytes(kChunkBytes + 9));
  EXPECT_EQ(Kept(), (std::vector<uint64_t>{2, 4, 0}));
  ASSERT_TRUE(Write(DeleteAttachment, Lead(), "name: '" + first + "'").ok());
  std::string got;
  ASSERT_TRUE(Download(Lead(), second, &got).ok());
  absl::StatusOr<v1::Submission> left = Write(DeleteAttachment, Lead(), "name: '" + second + "'");
  ASSERT_TRUE(left.ok());
  EXPECT_EQ(left->attachments_size(), 0);
  EXPECT_TRUE(absl::IsNotFound(Download(Lead(), second, &got)));
  DoWork();
  EXPECT_EQ(Kept(), (std::vector<uint64_t>{1, 2, 0}));
}

TEST_F(AttachmentTest, TheSameFileAgainIsAnsweredAsTheFirstTime) {
  const std::string parent = Draft("a");
  const std::string first = Attach(parent, "a.pdf", "bytes");
  EXPECT_EQ(Attach(parent, "a.pdf", "bytes"), first);
  EXPECT_EQ(See(Lead(), parent).attachments_size(), 1);
  EXPECT_EQ(Kept(), (std::vector<uint64_t>{1, 1, 0}));
  const absl::Status taken = Send(Messages(parent, "A.PDF", "other"));
  EXPECT_TRUE(absl::IsAlreadyExists(taken)) << taken;
}

TEST_F(AttachmentTest, WhatIsNotAsItWasSaidToBeLeavesNothingBehind) {
  const std::string parent = Draft("a");
  const std::string bytes = Bytes(3 * kChunkBytes);
  auto cut_off = Messages(parent, "a.pdf", bytes);
  cut_off.back().set_last(false);
  auto shorter = Messages(parent, "a.pdf", bytes);
  shorter.erase(shorter.begin() + 1);
  auto longer = Messages(parent, "a.pdf", bytes);
  longer.insert(longer.begin() + 1, longer[1]);
  auto other = Messages(parent, "a.pdf", bytes);
  other[2].mutable_chunk()->at(7) ^= 1;
  auto on = Messages(parent, "a.pdf", bytes);
  on.push_back(on.back());
  auto twice = Messages(parent, "a.pdf", bytes);
  *twice[1].mutable_attachment() = twice[0].attachment();
  EXPECT_THAT(Said(Send(cut_off)), HasSubstr("cut off"));
  EXPECT_THAT(Said(Send(shorter)), HasSubstr("attachment.size_bytes"));
  EXPECT_THAT(Said(Send(longer)), HasSubstr("attachment.size_bytes"));
  EXPECT_THAT(Said(Send(other)), HasSubstr("attachment.sha256"));
  EXPECT_THAT(Said(Send(on)), HasSubstr("last"));
  EXPECT_THAT(Said(Send(twice)), HasSubstr("attachment"));
  EXPECT_EQ(Kept(), kNothing);
  EXPECT_EQ(See(Lead(), parent).attachments_size(), 0);
}

TEST_F(AttachmentTest, ACallerWhoLeavesLeavesNothingBehind) {
  UploadFake fake(Messages(Draft("a"), "a.pdf", Bytes(4 * kChunkBytes)));
  fake.on_receive = [&](size_t number) {
    if (number < 5) return;
    EXPECT_EQ(Kept()[2], 1u);  // some of it was there
    fake.Cancel();
  };
  EXPECT_TRUE(absl::IsCancelled(Upload(Lead(), fake)));
  EXPECT_EQ(Kept(), kNothing);
}

TEST_F(AttachmentTest, WhatAnEarlierRunLeftIsSweptAndWhatIsUnderWayIsNot) {
  const auto ids = base::NewSeededIds(7);
  auto* left = new ChunkWriter(store(), "earlier-run", *ids);  // the process ends: no destructor
  ASSERT_TRUE(left->Add(Bytes(20 * kChunkBytes)).ok());
  ChunkWriter under_way(store(), kRun, *ids);
  ASSERT_TRUE(under_way.Add(Bytes(2 * kChunkBytes)).ok());
  EXPECT_EQ(Kept(), (std::vector<uint64_t>{0, 22, 2}));
  DoWork();
  EXPECT_EQ(Kept(), (std::vector<uint64_t>{0, 2, 1}));
  delete left;
}

TEST_F(AttachmentTest, OneThatIsReleasedWhileItsFileComesDoesNotGetIt) {
  const std::string parent = Embargoed("a", 1);
  UploadFake fake(Messages(parent, "a.pdf", Bytes(2 * kChunkBytes)));
  fake.on_receive = [&](size_t number) {
    if (number == 2) PassDays(1);
  };
  EXPECT_THAT(Said(Upload(Lead(), fake)), HasSubstr("WRONG_STATE"));
  EXPECT_EQ(Kept(), kNothing);
}

TEST_F(AttachmentTest, TwoThatBringTheSameAtOnceBothHaveIt) {
  const std::string a = Draft("a"), b = Draft("b");
  std::string inner;
  UploadFake fake(Messages(a, "a.pdf", Bytes(3 * kChunkBytes)));
  fake.on_receive = [&](size_t number) {
    if (number == 3) inner = Attach(b, "a.pdf", Bytes(3 * kChunkBytes));
  };
  ASSERT_TRUE(Upload(Lead(), fake).ok());
  EXPECT_EQ(Kept(), (std::vector<uint64_t>{1, 3, 0}));
  std::string got;
  ASSERT_TRUE(Download(Lead(), fake.sent[0].name(), &got).ok());
  ASSERT_TRUE(Download(Lead(), inner, &got).ok());
}

TEST_F(AttachmentTest, NoMoreFilesOrBytesThanASubmissionMayHave) {
  const std::string parent = Draft("a");
  for (int number = 0; number < kMostFiles; ++number) Attach(parent, std::to_string(number), std::to_string(number));
  EXPECT_THAT(Said(Send(Messages(parent, "one more", "x"))), HasSubstr("ATTACHMENTS_FULL"));
  v1::Submission full;
  full.add_attachments()->set_size_bytes(kMostFilesBytes - 10);
  v1::Attachment added;
  added.set_file_name("b");
  added.set_size_bytes(10);
  EXPECT_TRUE(CheckRoom(full, added).ok());
  added.set_size_bytes(11);
  EXPECT_THAT(Said(CheckRoom(full, added)), HasSubstr("ATTACHMENTS_FULL"));
}

TEST_F(AttachmentTest, FileNamesThatAreMoreThanNamesAreRefused) {
  v1::Attachment attachment = Messages("", "ok", "x")[0].attachment();
  for (const char* name : {"../a.pdf", "a/b.pdf", "C:\\a.pdf", "a\\b", "..", ".", ".hidden", "a.", "a ", " a", "-rf", "a:b", "a*b", "a\"b", "a|b",
                           "a<b", "invoice\u202Efdp.exe", "a\u200Bb", "\uFEFFa"}) {
    attachment.set_file_name(name);
    EXPECT_THAT(Said(CheckFile(attachment)), HasSubstr("attachment.file_name")) << name;
  }
  for (const char* name : {"a.pdf", "Arolwg 2026 (terfynol).pdf", "résumé.docx", "a-b_c.d.e"}) {
    attachment.set_file_name(name);
    EXPECT_TRUE(CheckFile(attachment).ok()) << name;
  }
}

TEST_F(AttachmentTest, WhatIsNoDocumentOrHasNoContentIsRefused) {
  const v1::Attachment good = Messages("", "ok", "x")[0].attachment();
  for (const char* type : {"text/html", "image/svg+xml", "application/x-msdownload", "application/pdf; charset=x", "Application/PDF", "pdf"}) {
    v1::Attachment attachment = good;
    attachment.set_content_type(type);
    EXPECT_THAT(Said(CheckFile(attachment)), HasSubstr("attachment.content_type")) << type;
  }
  v1::Attachment empty = good;
  empty.set_size_bytes(0);
  EXPECT_THAT(Said(CheckFile(empty)), HasSubstr("attachment.size_bytes"));
  for (const std::string& digest : {std::string(63, 'a'), std::string(64, 'A'), std::string(64, 'g')}) {
    v1::Attachment attachment = good;
    attachment.set_sha256(digest);
    EXPECT_THAT(Said(CheckFile(attachment)), HasSubstr("attachment.sha256")) << digest;
  }
}

TEST_F(AttachmentTest, DamageIsToldAndTheMarkOfTheEndIsNeverSent) {
  const std::string name = Attach(Open("b", "embargo_until: '" + Day(1) + "'"), "a.pdf", Bytes(2 * kChunkBytes));
  ASSERT_TRUE(storage::CommitAndWait(store(), [](Transaction& tx) {
                absl::StatusOr<storage::Page<stored::v1::ChunkRecord>> page = Chunks().List(tx, "", "", 1);
                page->rows[0].record.mutable_data()->at(3) ^= 1;
                return Chunks().Update(tx, page->rows[0].name, page->rows[0].record);
              }).ok());
  v1::DownloadAttachmentRequest request;
  request.set_name(name);
  DownloadFake fake({request});
  std::string got;
  EXPECT_TRUE(absl::IsDataLoss(Download(Lead(), name, &got, &fake)));
  for (const auto& response : fake.sent) EXPECT_FALSE(response.last());
}

TEST_F(AttachmentTest, OneThatIsDeletedWhileItIsReadIsNoLongerThere) {
  const std::string name = Attach(Draft("a"), "a.pdf", Bytes(6 * kChunkBytes));
  v1::DownloadAttachmentRequest request;
  request.set_name(name);
  DownloadFake fake({request});
  fake.on_send = [&](size_t number) {
    if (number != 2) return;
    ASSERT_TRUE(Write(DeleteAttachment, Lead(), "name: '" + name + "'").ok());
    DoWork();
  };
  std::string got;
  EXPECT_EQ(Said(Download(Lead(), name, &got, &fake)), Said(base::NotFound(name)));
}

}  // namespace
}  // namespace frontline::federation
