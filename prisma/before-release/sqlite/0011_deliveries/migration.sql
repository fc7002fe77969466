-- AlterTable
ALTER TABLE "Message" ADD COLUMN "album" TEXT;
ALTER TABLE "Message" ADD COLUMN "sourceId" TEXT;

-- CreateTable
CREATE TABLE "SignedQuery" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "usedFor" TEXT NOT NULL,
    "sentAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "SignedQuery_sentAt_idx" ON "SignedQuery"("sentAt");

-- CreateIndex
CREATE INDEX "Message_contactId_sourceId_id_idx" ON "Message"("contactId", "sourceId", "id");

-- CreateIndex
CREATE INDEX "Message_contactId_album_id_idx" ON "Message"("contactId", "album", "id");
