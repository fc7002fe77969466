-- AlterTable
ALTER TABLE "Officer" ADD COLUMN     "quietDaysOff" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "quietFrom" TEXT,
ADD COLUMN     "quietTo" TEXT,
ADD COLUMN     "totpSince" TIMESTAMP(3),
ADD COLUMN     "totpStep" INTEGER;

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
    "payload" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" TIMESTAMP(3),
    "error" TEXT,
    "sentAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Letter_pkey" PRIMARY KEY ("id")
);

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
