-- DropIndex
DROP INDEX "Outbox_channel_status_nextAt_id_idx";

-- DropIndex
DROP INDEX "Outbox_status_replyId_idx";

-- DropIndex
DROP INDEX "Outbox_caseId_idx";

-- DropIndex
DROP INDEX "Outbox_externalId_idx";

-- DropIndex
DROP INDEX "Message_caseId_id_idx";

-- DropIndex
DROP INDEX "Message_inReplyToId_ordinal_idx";

-- DropIndex
DROP INDEX "Message_contactId_sourceId_id_idx";

-- DropIndex
DROP INDEX "Message_contactId_album_id_idx";

-- CreateIndex
CREATE INDEX "Outbox_channel_status_nextAt_id_idx" ON "Outbox"("channel", "status", "nextAt", "id") WHERE "nextAt" IS NOT NULL;

-- CreateIndex
CREATE INDEX "Outbox_status_replyId_idx" ON "Outbox"("status", "replyId") WHERE "replyId" IS NOT NULL;

-- CreateIndex
CREATE INDEX "Outbox_caseId_idx" ON "Outbox"("caseId") WHERE "caseId" IS NOT NULL;

-- CreateIndex
CREATE INDEX "Outbox_externalId_idx" ON "Outbox"("externalId") WHERE "externalId" IS NOT NULL;

-- CreateIndex
CREATE INDEX "Message_caseId_id_idx" ON "Message"("caseId", "id") WHERE "caseId" IS NOT NULL;

-- CreateIndex
CREATE INDEX "Message_inReplyToId_ordinal_idx" ON "Message"("inReplyToId", "ordinal") WHERE "inReplyToId" IS NOT NULL;

-- CreateIndex
CREATE INDEX "Message_contactId_sourceId_id_idx" ON "Message"("contactId", "sourceId", "id") WHERE "sourceId" IS NOT NULL;

-- CreateIndex
CREATE INDEX "Message_contactId_album_id_idx" ON "Message"("contactId", "album", "id") WHERE "album" IS NOT NULL;
