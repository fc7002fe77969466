-- AlterTable
ALTER TABLE "Contact" ADD COLUMN     "pseudonymsSealed" TEXT,
ADD COLUMN     "ownerSealed" TEXT;

-- AlterTable
ALTER TABLE "Case" ADD COLUMN     "erasedAt" TIMESTAMP(3),
ADD COLUMN     "legalHoldAt" TIMESTAMP(3),
ADD COLUMN     "location" TEXT;

-- CreateIndex
CREATE INDEX "Case_erasedAt_closedAt_idx" ON "Case"("erasedAt", "closedAt");

-- The words cases were found by stood here in the clear. They are made anew, keyed, at the next start.
TRUNCATE "CaseSearch";
