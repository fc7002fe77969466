-- AlterTable
ALTER TABLE "Contact" ADD COLUMN "unclearAt" DATETIME;

-- CreateTable
CREATE TABLE "ChannelMedia" (
    "account" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "mediaId" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,

    PRIMARY KEY ("account", "hash")
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Attachment" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "contactId" INTEGER,
    "messageId" INTEGER,
    "caseId" INTEGER,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sourceRef" TEXT,
    "hash" TEXT,
    "mime" TEXT,
    "bytes" INTEGER,
    "name" TEXT,
    "error" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "playHash" TEXT,
    "replyId" INTEGER,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Attachment_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Attachment_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Attachment_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Attachment_replyId_fkey" FOREIGN KEY ("replyId") REFERENCES "Reply" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_Attachment" ("attempts", "bytes", "caseId", "contactId", "createdAt", "error", "hash", "id", "kind", "messageId", "mime", "name", "nextAt", "sourceRef", "status") SELECT "attempts", "bytes", "caseId", "contactId", "createdAt", "error", "hash", "id", "kind", "messageId", "mime", "name", "nextAt", "sourceRef", "status" FROM "Attachment";
DROP TABLE "Attachment";
ALTER TABLE "new_Attachment" RENAME TO "Attachment";
CREATE INDEX "Attachment_status_nextAt_idx" ON "Attachment"("status", "nextAt");
CREATE INDEX "Attachment_caseId_id_idx" ON "Attachment"("caseId", "id");
CREATE INDEX "Attachment_messageId_idx" ON "Attachment"("messageId");
CREATE INDEX "Attachment_replyId_idx" ON "Attachment"("replyId");
CREATE INDEX "Attachment_hash_idx" ON "Attachment"("hash");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "ChannelMedia_expiresAt_idx" ON "ChannelMedia"("expiresAt");

-- CreateIndex
CREATE INDEX "Contact_lastInboundAt_id_idx" ON "Contact"("lastInboundAt", "id");

-- CreateIndex
CREATE INDEX "Contact_unclearAt_id_idx" ON "Contact"("unclearAt", "id");
