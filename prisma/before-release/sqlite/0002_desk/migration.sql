-- DropIndex
DROP INDEX "ReportMail_status_nextAt_idx";

-- DropIndex
DROP INDEX "ReportMail_period_scope_version_to_key";

-- AlterTable
ALTER TABLE "Contact" ADD COLUMN "unclearAt" DATETIME;

-- AlterTable
ALTER TABLE "Case" ADD COLUMN "objectedAt" DATETIME;
ALTER TABLE "Case" ADD COLUMN "objectionReason" TEXT;

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "ReportMail";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "ChannelMedia" (
    "account" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "mediaId" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,

    PRIMARY KEY ("account", "hash")
);

-- CreateTable
CREATE TABLE "Reminder" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "officerId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "caseId" INTEGER,
    "dedupeKey" TEXT NOT NULL,
    "detail" TEXT,
    "at" DATETIME NOT NULL,
    "seenAt" DATETIME,
    "pushAt" DATETIME,
    "pushedAt" DATETIME,
    "pushKey" TEXT,
    "listedOn" TEXT,
    CONSTRAINT "Reminder_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Reminder_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "OfficerWay" (
    "officerId" INTEGER NOT NULL,
    "way" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "addressSealed" TEXT,
    "confirmedAt" DATETIME,
    "contactId" INTEGER,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("officerId", "way"),
    CONSTRAINT "OfficerWay_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "OfficerWay_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RecoveryCode" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "officerId" INTEGER NOT NULL,
    "usedAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "RecoveryCode_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Letter" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "dedupeKey" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "toSealed" TEXT NOT NULL,
    "bodySealed" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "error" TEXT,
    "sentAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "KnownName" (
    "kind" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "seenAt" DATETIME NOT NULL,

    PRIMARY KEY ("kind", "id")
);

-- CreateTable
CREATE TABLE "CannedReply" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "departmentId" TEXT,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "savedById" INTEGER NOT NULL,
    "savedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "TypedDraft" (
    "officerId" INTEGER NOT NULL,
    "caseId" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "savedAt" DATETIME NOT NULL,

    PRIMARY KEY ("officerId", "caseId"),
    CONSTRAINT "TypedDraft_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "TypedDraft_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Presence" (
    "caseId" INTEGER NOT NULL,
    "officerId" INTEGER NOT NULL,
    "writing" BOOLEAN NOT NULL DEFAULT false,
    "until" DATETIME NOT NULL,

    PRIMARY KEY ("caseId", "officerId"),
    CONSTRAINT "Presence_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Presence_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Sample" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "seed" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "kind" TEXT,
    "departmentId" TEXT,
    "size" INTEGER NOT NULL,
    "upToId" INTEGER NOT NULL,
    "population" INTEGER NOT NULL,
    "drawnById" INTEGER NOT NULL,
    "drawnBy" TEXT NOT NULL,
    "drawnAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "SampleItem" (
    "sampleId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "caseId" INTEGER NOT NULL,
    "verdict" TEXT,
    "finding" TEXT,
    "foundById" INTEGER,
    "foundBy" TEXT,
    "foundAt" DATETIME,

    PRIMARY KEY ("sampleId", "ordinal"),
    CONSTRAINT "SampleItem_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "SampleItem_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
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
CREATE TABLE "new_Officer" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "login" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "departmentId" TEXT,
    "passwordHash" TEXT,
    "totpSealed" TEXT,
    "totpSince" DATETIME,
    "totpStep" INTEGER,
    "quietFrom" TEXT,
    "quietTo" TEXT,
    "quietDaysOff" BOOLEAN NOT NULL DEFAULT true,
    "disabledAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);
INSERT INTO "new_Officer" ("createdAt", "departmentId", "disabledAt", "id", "login", "name", "passwordHash", "role", "totpSealed") SELECT "createdAt", "departmentId", "disabledAt", "id", "login", "name", "passwordHash", "role", "totpSealed" FROM "Officer";
DROP TABLE "Officer";
ALTER TABLE "new_Officer" RENAME TO "Officer";
CREATE UNIQUE INDEX "Officer_login_key" ON "Officer"("login");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "ChannelMedia_expiresAt_idx" ON "ChannelMedia"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "Reminder_dedupeKey_key" ON "Reminder"("dedupeKey");

-- CreateIndex
CREATE INDEX "Reminder_officerId_id_idx" ON "Reminder"("officerId", "id");

-- CreateIndex
CREATE INDEX "Reminder_officerId_seenAt_idx" ON "Reminder"("officerId", "seenAt");

-- CreateIndex
CREATE INDEX "Reminder_officerId_pushedAt_idx" ON "Reminder"("officerId", "pushedAt");

-- CreateIndex
CREATE INDEX "Reminder_pushAt_idx" ON "Reminder"("pushAt");

-- CreateIndex
CREATE INDEX "Reminder_caseId_seenAt_idx" ON "Reminder"("caseId", "seenAt");

-- CreateIndex
CREATE INDEX "OfficerWay_contactId_idx" ON "OfficerWay"("contactId");

-- CreateIndex
CREATE INDEX "RecoveryCode_officerId_idx" ON "RecoveryCode"("officerId");

-- CreateIndex
CREATE UNIQUE INDEX "Letter_dedupeKey_key" ON "Letter"("dedupeKey");

-- CreateIndex
CREATE INDEX "Letter_status_nextAt_idx" ON "Letter"("status", "nextAt");

-- CreateIndex
CREATE INDEX "CannedReply_departmentId_title_idx" ON "CannedReply"("departmentId", "title");

-- CreateIndex
CREATE INDEX "TypedDraft_savedAt_idx" ON "TypedDraft"("savedAt");

-- CreateIndex
CREATE INDEX "Presence_until_idx" ON "Presence"("until");

-- CreateIndex
CREATE INDEX "SampleItem_caseId_idx" ON "SampleItem"("caseId");

-- CreateIndex
CREATE UNIQUE INDEX "SampleItem_sampleId_caseId_key" ON "SampleItem"("sampleId", "caseId");

-- CreateIndex
CREATE INDEX "Contact_lastInboundAt_id_idx" ON "Contact"("lastInboundAt", "id");

-- CreateIndex
CREATE INDEX "Contact_channel_lastInboundAt_id_idx" ON "Contact"("channel", "lastInboundAt", "id");

-- CreateIndex
CREATE INDEX "Contact_unclearAt_id_idx" ON "Contact"("unclearAt", "id");

-- CreateIndex
CREATE INDEX "Case_kind_owedUntil_idx" ON "Case"("kind", "owedUntil");

-- CreateIndex
CREATE INDEX "Case_objectedAt_idx" ON "Case"("objectedAt");
