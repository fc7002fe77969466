-- AlterTable
ALTER TABLE "Attachment" ADD COLUMN "cleaned" BOOLEAN;

-- CreateIndex
CREATE INDEX "Attachment_playHash_idx" ON "Attachment"("playHash");

-- CreateIndex
CREATE INDEX "Attachment_contactId_createdAt_idx" ON "Attachment"("contactId", "createdAt");

-- CreateIndex
CREATE INDEX "Attachment_cleaned_id_idx" ON "Attachment"("cleaned", "id");
