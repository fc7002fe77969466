-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "album" TEXT,
ADD COLUMN     "sourceId" TEXT;

-- CreateTable
CREATE TABLE "SignedQuery" (
    "key" TEXT NOT NULL,
    "usedFor" TEXT NOT NULL,
    "sentAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SignedQuery_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "SignedQuery_sentAt_idx" ON "SignedQuery"("sentAt");

-- CreateIndex
CREATE INDEX "Message_contactId_sourceId_id_idx" ON "Message"("contactId", "sourceId", "id");

-- CreateIndex
CREATE INDEX "Message_contactId_album_id_idx" ON "Message"("contactId", "album", "id");
