-- DropIndex
DROP INDEX "Attachment_hash_idx";

-- DropIndex
DROP INDEX "Attachment_playHash_idx";

-- DropIndex
DROP INDEX "Case_erasedAt_closedAt_idx";

-- CreateIndex
CREATE INDEX "Contact_forgottenAt_id_idx" ON "Contact"("forgottenAt", "id");

-- CreateIndex
CREATE INDEX "Case_kind_erasedAt_updatedAt_id_idx" ON "Case"("kind", "erasedAt", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "TypedDraft_caseId_idx" ON "TypedDraft"("caseId");

-- The exact size of a photo would tell that two cases have the same one.
UPDATE "Attachment" SET "bytes" = ("bytes" + 65535) / 65536 * 65536 WHERE "bytes" IS NOT NULL AND "replyId" IS NULL;
