-- AlterTable
ALTER TABLE "Contact" ADD COLUMN "blockedUntil" DATETIME;

-- CreateTable
CREATE TABLE "ContactBlock" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "contactId" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "until" DATETIME NOT NULL,
    "officerId" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "appeal" TEXT,
    "appealedAt" DATETIME,
    "decision" TEXT,
    "decidedAt" DATETIME,
    "decidedById" INTEGER,
    "answer" TEXT,
    CONSTRAINT "ContactBlock_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "ContactBlock_contactId_id_idx" ON "ContactBlock"("contactId", "id");

-- CreateIndex
CREATE INDEX "ContactBlock_until_id_idx" ON "ContactBlock"("until", "id");
