-- AlterTable
ALTER TABLE "Contact" ADD COLUMN     "unclearAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Attachment" ADD COLUMN     "playHash" TEXT,
ADD COLUMN     "replyId" INTEGER;

-- AlterTable
ALTER TABLE "Case" ADD COLUMN     "objectedAt" TIMESTAMP(3),
ADD COLUMN     "objectionReason" TEXT;

-- AlterTable
ALTER TABLE "Officer" ADD COLUMN     "quietDaysOff" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "quietFrom" TEXT,
ADD COLUMN     "quietTo" TEXT,
ADD COLUMN     "totpSince" TIMESTAMP(3),
ADD COLUMN     "totpStep" INTEGER;

-- DropTable
DROP TABLE "ReportMail";

-- CreateTable
CREATE TABLE "ChannelMedia" (
    "account" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "mediaId" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ChannelMedia_pkey" PRIMARY KEY ("account","hash")
);

-- CreateTable
CREATE TABLE "Reminder" (
    "id" SERIAL NOT NULL,
    "officerId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "caseId" INTEGER,
    "dedupeKey" TEXT NOT NULL,
    "detail" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "seenAt" TIMESTAMP(3),
    "pushAt" TIMESTAMP(3),
    "pushedAt" TIMESTAMP(3),
    "pushKey" TEXT,
    "listedOn" TEXT,

    CONSTRAINT "Reminder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OfficerWay" (
    "officerId" INTEGER NOT NULL,
    "way" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "addressSealed" TEXT,
    "confirmedAt" TIMESTAMP(3),
    "contactId" INTEGER,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "OfficerWay_pkey" PRIMARY KEY ("officerId","way")
);

-- CreateTable
CREATE TABLE "RecoveryCode" (
    "key" TEXT NOT NULL,
    "officerId" INTEGER NOT NULL,
    "usedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "RecoveryCode_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Letter" (
    "id" SERIAL NOT NULL,
    "dedupeKey" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "toSealed" TEXT NOT NULL,
    "bodySealed" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" TIMESTAMP(3),
    "error" TEXT,
    "sentAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "KnownName" (
    "kind" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "seenAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "KnownName_pkey" PRIMARY KEY ("kind","id")
);

-- CreateTable
CREATE TABLE "CannedReply" (
    "id" SERIAL NOT NULL,
    "departmentId" TEXT,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "savedById" INTEGER NOT NULL,
    "savedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "CannedReply_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TypedDraft" (
    "officerId" INTEGER NOT NULL,
    "caseId" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "savedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "TypedDraft_pkey" PRIMARY KEY ("officerId","caseId")
);

-- CreateTable
CREATE TABLE "Presence" (
    "caseId" INTEGER NOT NULL,
    "officerId" INTEGER NOT NULL,
    "writing" BOOLEAN NOT NULL DEFAULT false,
    "until" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Presence_pkey" PRIMARY KEY ("caseId","officerId")
);

-- CreateTable
CREATE TABLE "Sample" (
    "id" SERIAL NOT NULL,
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
    "drawnAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Sample_pkey" PRIMARY KEY ("id")
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
    "foundAt" TIMESTAMP(3),

    CONSTRAINT "SampleItem_pkey" PRIMARY KEY ("sampleId","ordinal")
);

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
CREATE INDEX "Attachment_replyId_idx" ON "Attachment"("replyId");

-- CreateIndex
CREATE INDEX "Case_kind_owedUntil_idx" ON "Case"("kind", "owedUntil");

-- CreateIndex
CREATE INDEX "Case_objectedAt_idx" ON "Case"("objectedAt");

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_replyId_fkey" FOREIGN KEY ("replyId") REFERENCES "Reply"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Reminder" ADD CONSTRAINT "Reminder_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Reminder" ADD CONSTRAINT "Reminder_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OfficerWay" ADD CONSTRAINT "OfficerWay_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OfficerWay" ADD CONSTRAINT "OfficerWay_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RecoveryCode" ADD CONSTRAINT "RecoveryCode_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TypedDraft" ADD CONSTRAINT "TypedDraft_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TypedDraft" ADD CONSTRAINT "TypedDraft_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Presence" ADD CONSTRAINT "Presence_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Presence" ADD CONSTRAINT "Presence_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SampleItem" ADD CONSTRAINT "SampleItem_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SampleItem" ADD CONSTRAINT "SampleItem_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
