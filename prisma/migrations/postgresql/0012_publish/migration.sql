-- AlterTable
ALTER TABLE "Reply" ADD COLUMN     "confirmedAt" TIMESTAMP(3),
ADD COLUMN     "confirmedById" INTEGER,
ADD COLUMN     "guideId" TEXT,
ADD COLUMN     "retiredAt" TIMESTAMP(3),
ADD COLUMN     "retiredReason" TEXT,
ADD COLUMN     "useful" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "useless" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Officer" ADD COLUMN     "areaId" TEXT;

-- CreateTable
CREATE TABLE "ReplySearch" (
    "replyId" INTEGER NOT NULL,
    "grams" TEXT NOT NULL,

    CONSTRAINT "ReplySearch_pkey" PRIMARY KEY ("replyId")
);

-- CreateTable
CREATE TABLE "ReplyVote" (
    "replyId" INTEGER NOT NULL,
    "voter" TEXT NOT NULL,
    "useful" BOOLEAN NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ReplyVote_pkey" PRIMARY KEY ("replyId","voter")
);

-- CreateTable
CREATE TABLE "Visit" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "departmentId" TEXT NOT NULL,
    "areaId" TEXT,
    "visitedOn" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "finding" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "dueOn" TEXT,
    "answer" TEXT,
    "answeredById" INTEGER,
    "answeredBy" TEXT,
    "answeredAt" TIMESTAMP(3),
    "settledAt" TIMESTAMP(3),
    "remark" TEXT,
    "publicAt" TIMESTAMP(3),
    "publicFinding" TEXT,
    "publicAnswer" TEXT,
    "byId" INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Visit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "VisitPhoto" (
    "id" SERIAL NOT NULL,
    "visitId" INTEGER NOT NULL,
    "of" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "addedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "VisitPhoto_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Mark" (
    "id" SERIAL NOT NULL,
    "level" TEXT NOT NULL,
    "ruleId" TEXT NOT NULL,
    "caseId" INTEGER NOT NULL,
    "departmentId" TEXT,
    "since" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),
    "liftedAt" TIMESTAMP(3),
    "liftedById" INTEGER,
    "liftReason" TEXT,

    CONSTRAINT "Mark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Item" (
    "id" SERIAL NOT NULL,
    "number" TEXT NOT NULL,
    "columnId" TEXT NOT NULL,
    "areaId" TEXT,
    "departmentId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "openness" TEXT NOT NULL,
    "legalReason" TEXT,
    "workVersion" INTEGER NOT NULL DEFAULT 1,
    "liveVersion" INTEGER,
    "title" TEXT NOT NULL,
    "draftedById" INTEGER NOT NULL,
    "reviewedById" INTEGER,
    "secrecyById" INTEGER,
    "publishAt" TIMESTAMP(3),
    "publishedAt" TIMESTAMP(3),
    "updatedLiveAt" TIMESTAMP(3),
    "withdrawnAt" TIMESTAMP(3),
    "withdrawnReason" TEXT,
    "endsOn" TEXT,
    "consultation" BOOLEAN NOT NULL DEFAULT false,
    "result" TEXT,
    "resultAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ItemVersion" (
    "itemId" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "change" TEXT,
    "becauseOfId" INTEGER,
    "namesReason" TEXT,
    "files" TEXT NOT NULL,
    "savedById" INTEGER NOT NULL,
    "savedBy" TEXT NOT NULL,
    "savedAt" TIMESTAMP(3) NOT NULL,
    "liveFrom" TIMESTAMP(3),

    CONSTRAINT "ItemVersion_pkey" PRIMARY KEY ("itemId","version")
);

-- CreateTable
CREATE TABLE "ItemEvent" (
    "id" SERIAL NOT NULL,
    "itemId" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "byKind" TEXT NOT NULL,
    "byId" INTEGER,
    "byName" TEXT,
    "data" TEXT,

    CONSTRAINT "ItemEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ItemFile" (
    "id" SERIAL NOT NULL,
    "itemId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "addedById" INTEGER NOT NULL,
    "addedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ItemFile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ItemSearch" (
    "itemId" INTEGER NOT NULL,
    "grams" TEXT NOT NULL,

    CONSTRAINT "ItemSearch_pkey" PRIMARY KEY ("itemId")
);

-- CreateTable
CREATE TABLE "ItemComment" (
    "id" SERIAL NOT NULL,
    "itemId" INTEGER NOT NULL,
    "caseId" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "treatment" TEXT,
    "treatmentReason" TEXT,
    "treatedById" INTEGER,
    "treatedAt" TIMESTAMP(3),

    CONSTRAINT "ItemComment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ItemArticle" (
    "id" SERIAL NOT NULL,
    "itemId" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "mediaId" TEXT,
    "publishId" TEXT,
    "articleId" TEXT,
    "url" TEXT,
    "error" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ItemArticle_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Follow" (
    "id" SERIAL NOT NULL,
    "contactId" INTEGER NOT NULL,
    "areaId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Follow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ColumnReminder" (
    "id" SERIAL NOT NULL,
    "columnId" TEXT NOT NULL,
    "areaId" TEXT NOT NULL,
    "dueOn" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ColumnReminder_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ReplyVote_at_idx" ON "ReplyVote"("at");

-- CreateIndex
CREATE INDEX "Visit_status_dueOn_id_idx" ON "Visit"("status", "dueOn", "id");

-- CreateIndex
CREATE INDEX "Visit_departmentId_visitedOn_id_idx" ON "Visit"("departmentId", "visitedOn", "id");

-- CreateIndex
CREATE INDEX "Visit_visitedOn_id_idx" ON "Visit"("visitedOn", "id");

-- CreateIndex
CREATE INDEX "Visit_byId_id_idx" ON "Visit"("byId", "id");

-- CreateIndex
CREATE INDEX "Visit_publicAt_id_idx" ON "Visit"("publicAt", "id");

-- CreateIndex
CREATE INDEX "VisitPhoto_visitId_id_idx" ON "VisitPhoto"("visitId", "id");

-- CreateIndex
CREATE INDEX "Mark_departmentId_at_id_idx" ON "Mark"("departmentId", "at", "id");

-- CreateIndex
CREATE INDEX "Mark_at_id_idx" ON "Mark"("at", "id");

-- CreateIndex
CREATE INDEX "Mark_endedAt_id_idx" ON "Mark"("endedAt", "id");

-- CreateIndex
CREATE INDEX "Mark_caseId_idx" ON "Mark"("caseId");

-- CreateIndex
CREATE UNIQUE INDEX "Mark_ruleId_caseId_since_key" ON "Mark"("ruleId", "caseId", "since");

-- CreateIndex
CREATE UNIQUE INDEX "Item_number_key" ON "Item"("number");

-- CreateIndex
CREATE INDEX "Item_columnId_areaId_updatedLiveAt_id_idx" ON "Item"("columnId", "areaId", "updatedLiveAt", "id");

-- CreateIndex
CREATE INDEX "Item_areaId_updatedLiveAt_id_idx" ON "Item"("areaId", "updatedLiveAt", "id");

-- CreateIndex
CREATE INDEX "Item_updatedLiveAt_id_idx" ON "Item"("updatedLiveAt", "id");

-- CreateIndex
CREATE INDEX "Item_status_id_idx" ON "Item"("status", "id");

-- CreateIndex
CREATE INDEX "Item_departmentId_status_id_idx" ON "Item"("departmentId", "status", "id");

-- CreateIndex
CREATE INDEX "Item_areaId_status_id_idx" ON "Item"("areaId", "status", "id");

-- CreateIndex
CREATE INDEX "Item_status_publishAt_idx" ON "Item"("status", "publishAt");

-- CreateIndex
CREATE INDEX "Item_publishedAt_idx" ON "Item"("publishedAt");

-- CreateIndex
CREATE INDEX "Item_endsOn_idx" ON "Item"("endsOn");

-- CreateIndex
CREATE INDEX "ItemVersion_liveFrom_idx" ON "ItemVersion"("liveFrom");

-- CreateIndex
CREATE INDEX "ItemEvent_type_at_idx" ON "ItemEvent"("type", "at");

-- CreateIndex
CREATE UNIQUE INDEX "ItemEvent_itemId_seq_key" ON "ItemEvent"("itemId", "seq");

-- CreateIndex
CREATE INDEX "ItemFile_itemId_id_idx" ON "ItemFile"("itemId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ItemComment_caseId_key" ON "ItemComment"("caseId");

-- CreateIndex
CREATE INDEX "ItemComment_itemId_id_idx" ON "ItemComment"("itemId", "id");

-- CreateIndex
CREATE INDEX "ItemComment_createdAt_idx" ON "ItemComment"("createdAt");

-- CreateIndex
CREATE INDEX "ItemArticle_state_nextAt_idx" ON "ItemArticle"("state", "nextAt");

-- CreateIndex
CREATE UNIQUE INDEX "ItemArticle_itemId_version_key" ON "ItemArticle"("itemId", "version");

-- CreateIndex
CREATE INDEX "Follow_areaId_id_idx" ON "Follow"("areaId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Follow_contactId_areaId_key" ON "Follow"("contactId", "areaId");

-- CreateIndex
CREATE UNIQUE INDEX "ColumnReminder_columnId_areaId_dueOn_key" ON "ColumnReminder"("columnId", "areaId", "dueOn");

-- CreateIndex
CREATE INDEX "ColumnReminder_at_idx" ON "ColumnReminder"("at");

-- AddForeignKey
ALTER TABLE "ReplySearch" ADD CONSTRAINT "ReplySearch_replyId_fkey" FOREIGN KEY ("replyId") REFERENCES "Reply"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReplyVote" ADD CONSTRAINT "ReplyVote_replyId_fkey" FOREIGN KEY ("replyId") REFERENCES "Reply"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "VisitPhoto" ADD CONSTRAINT "VisitPhoto_visitId_fkey" FOREIGN KEY ("visitId") REFERENCES "Visit"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Mark" ADD CONSTRAINT "Mark_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ItemVersion" ADD CONSTRAINT "ItemVersion_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ItemEvent" ADD CONSTRAINT "ItemEvent_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ItemFile" ADD CONSTRAINT "ItemFile_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ItemSearch" ADD CONSTRAINT "ItemSearch_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ItemComment" ADD CONSTRAINT "ItemComment_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ItemComment" ADD CONSTRAINT "ItemComment_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ItemArticle" ADD CONSTRAINT "ItemArticle_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Follow" ADD CONSTRAINT "Follow_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Inverted index of ItemSearch, like that of CaseSearch.
CREATE INDEX "ItemSearch_grams_idx" ON "ItemSearch"
    USING GIN (array_to_tsvector(string_to_array("grams", ' ')));

-- Inverted index of ReplySearch, like that of CaseSearch.
CREATE INDEX "ReplySearch_grams_idx" ON "ReplySearch"
    USING GIN (array_to_tsvector(string_to_array("grams", ' ')));
