-- AlterTable
ALTER TABLE "Case" ADD COLUMN     "objectedAt" TIMESTAMP(3),
ADD COLUMN     "objectionReason" TEXT;

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
CREATE INDEX "Case_objectedAt_idx" ON "Case"("objectedAt");

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
