-- AlterTable
ALTER TABLE "Contact" ADD COLUMN     "blockedUntil" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "ContactBlock" (
    "id" SERIAL NOT NULL,
    "contactId" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "until" TIMESTAMP(3) NOT NULL,
    "officerId" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "appeal" TEXT,
    "appealedAt" TIMESTAMP(3),
    "decision" TEXT,
    "decidedAt" TIMESTAMP(3),
    "decidedById" INTEGER,
    "answer" TEXT,

    CONSTRAINT "ContactBlock_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ContactBlock_contactId_id_idx" ON "ContactBlock"("contactId", "id");

-- CreateIndex
CREATE INDEX "ContactBlock_until_id_idx" ON "ContactBlock"("until", "id");

-- AddForeignKey
ALTER TABLE "ContactBlock" ADD CONSTRAINT "ContactBlock_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
