-- AlterTable
ALTER TABLE "Contact" ADD COLUMN     "unclearAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Attachment" ADD COLUMN     "playHash" TEXT,
ADD COLUMN     "replyId" INTEGER;

-- CreateTable
CREATE TABLE "ChannelMedia" (
    "account" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "mediaId" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ChannelMedia_pkey" PRIMARY KEY ("account","hash")
);

-- CreateIndex
CREATE INDEX "ChannelMedia_expiresAt_idx" ON "ChannelMedia"("expiresAt");

-- CreateIndex
CREATE INDEX "Contact_lastInboundAt_id_idx" ON "Contact"("lastInboundAt", "id");

-- CreateIndex
CREATE INDEX "Contact_unclearAt_id_idx" ON "Contact"("unclearAt", "id");

-- CreateIndex
CREATE INDEX "Attachment_replyId_idx" ON "Attachment"("replyId");

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_replyId_fkey" FOREIGN KEY ("replyId") REFERENCES "Reply"("id") ON DELETE SET NULL ON UPDATE CASCADE;
