-- CreateTable
CREATE TABLE "CaseCode" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "caseId" INTEGER NOT NULL,
    "officerId" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "lastUsedAt" TIMESTAMP(3),
    "revokedAt" TIMESTAMP(3),
    "revokedById" INTEGER,

    CONSTRAINT "CaseCode_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "CaseCode_key_key" ON "CaseCode"("key");

-- CreateIndex
CREATE INDEX "CaseCode_caseId_idx" ON "CaseCode"("caseId");

-- CreateIndex
CREATE INDEX "CaseCode_officerId_idx" ON "CaseCode"("officerId");

-- AddForeignKey
ALTER TABLE "CaseCode" ADD CONSTRAINT "CaseCode_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CaseCode" ADD CONSTRAINT "CaseCode_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
