-- AlterTable
ALTER TABLE "GuideAlias" ADD COLUMN     "kind" TEXT,
ADD COLUMN     "textKey" TEXT,
ADD COLUMN     "way" TEXT,
ALTER COLUMN "guideId" DROP NOT NULL;

-- CreateTable
CREATE TABLE "FirstMessage" (
    "id" SERIAL NOT NULL,
    "contactId" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "textKey" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "sure" INTEGER NOT NULL,
    "step" TEXT,
    "outcome" TEXT NOT NULL,
    "kind" TEXT,
    "guideId" TEXT,
    "missed" BOOLEAN NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "FirstMessage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "FirstMessage_contactId_idx" ON "FirstMessage"("contactId");

-- CreateIndex
CREATE INDEX "FirstMessage_at_textKey_idx" ON "FirstMessage"("at", "textKey");

-- CreateIndex
CREATE INDEX "FirstMessage_missed_at_textKey_idx" ON "FirstMessage"("missed", "at", "textKey");

-- CreateIndex
CREATE INDEX "GuideAlias_textKey_idx" ON "GuideAlias"("textKey");

-- AddForeignKey
ALTER TABLE "FirstMessage" ADD CONSTRAINT "FirstMessage_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
