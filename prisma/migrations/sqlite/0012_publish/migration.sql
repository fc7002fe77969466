-- AlterTable
ALTER TABLE "Officer" ADD COLUMN "areaId" TEXT;

-- CreateTable
CREATE TABLE "ReplySearch" (
    "replyId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "grams" TEXT NOT NULL,
    CONSTRAINT "ReplySearch_replyId_fkey" FOREIGN KEY ("replyId") REFERENCES "Reply" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ReplyVote" (
    "replyId" INTEGER NOT NULL,
    "voter" TEXT NOT NULL,
    "useful" BOOLEAN NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("replyId", "voter"),
    CONSTRAINT "ReplyVote_replyId_fkey" FOREIGN KEY ("replyId") REFERENCES "Reply" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Visit" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
    "answeredAt" DATETIME,
    "settledAt" DATETIME,
    "remark" TEXT,
    "publicAt" DATETIME,
    "publicFinding" TEXT,
    "publicAnswer" TEXT,
    "byId" INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1
);

-- CreateTable
CREATE TABLE "VisitPhoto" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "visitId" INTEGER NOT NULL,
    "of" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "addedAt" DATETIME NOT NULL,
    CONSTRAINT "VisitPhoto_visitId_fkey" FOREIGN KEY ("visitId") REFERENCES "Visit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Mark" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "level" TEXT NOT NULL,
    "ruleId" TEXT NOT NULL,
    "caseId" INTEGER NOT NULL,
    "departmentId" TEXT,
    "since" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "liftedAt" DATETIME,
    "liftedById" INTEGER,
    "liftReason" TEXT,
    CONSTRAINT "Mark_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Item" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
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
    "publishAt" DATETIME,
    "publishedAt" DATETIME,
    "updatedLiveAt" DATETIME,
    "withdrawnAt" DATETIME,
    "withdrawnReason" TEXT,
    "endsOn" TEXT,
    "consultation" BOOLEAN NOT NULL DEFAULT false,
    "result" TEXT,
    "resultAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1
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
    "savedAt" DATETIME NOT NULL,
    "liveFrom" DATETIME,

    PRIMARY KEY ("itemId", "version"),
    CONSTRAINT "ItemVersion_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ItemEvent" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "itemId" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "byKind" TEXT NOT NULL,
    "byId" INTEGER,
    "byName" TEXT,
    "data" TEXT,
    CONSTRAINT "ItemEvent_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ItemFile" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "itemId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "addedById" INTEGER NOT NULL,
    "addedAt" DATETIME NOT NULL,
    CONSTRAINT "ItemFile_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ItemSearch" (
    "itemId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "grams" TEXT NOT NULL,
    CONSTRAINT "ItemSearch_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ItemComment" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "itemId" INTEGER NOT NULL,
    "caseId" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "treatment" TEXT,
    "treatmentReason" TEXT,
    "treatedById" INTEGER,
    "treatedAt" DATETIME,
    CONSTRAINT "ItemComment_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "ItemComment_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ItemArticle" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "itemId" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "mediaId" TEXT,
    "publishId" TEXT,
    "articleId" TEXT,
    "url" TEXT,
    "error" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "ItemArticle_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Item" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Follow" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "contactId" INTEGER NOT NULL,
    "areaId" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Follow_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ColumnReminder" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "columnId" TEXT NOT NULL,
    "areaId" TEXT NOT NULL,
    "dueOn" TEXT NOT NULL,
    "at" DATETIME NOT NULL
);

-- AlterTable
-- Written by hand: the engine would drop the table and make it again.
ALTER TABLE "Reply" ADD COLUMN "confirmedAt" DATETIME;
ALTER TABLE "Reply" ADD COLUMN "confirmedById" INTEGER;
ALTER TABLE "Reply" ADD COLUMN "retiredAt" DATETIME;
ALTER TABLE "Reply" ADD COLUMN "retiredReason" TEXT;
ALTER TABLE "Reply" ADD COLUMN "guideId" TEXT;
ALTER TABLE "Reply" ADD COLUMN "useful" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Reply" ADD COLUMN "useless" INTEGER NOT NULL DEFAULT 0;


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

-- Full-text index of ItemSearch, kept by triggers like that of CaseSearch.
CREATE VIRTUAL TABLE "ItemSearchIndex" USING fts5(
    "grams",
    content = 'ItemSearch',
    content_rowid = 'itemId',
    tokenize = 'ascii',
    detail = none
);
CREATE TRIGGER "ItemSearch_insert" AFTER INSERT ON "ItemSearch" BEGIN
    INSERT INTO "ItemSearchIndex"(rowid, "grams") VALUES (new."itemId", new."grams");
END;
CREATE TRIGGER "ItemSearch_delete" AFTER DELETE ON "ItemSearch" BEGIN
    INSERT INTO "ItemSearchIndex"("ItemSearchIndex", rowid, "grams") VALUES ('delete', old."itemId", old."grams");
END;
CREATE TRIGGER "ItemSearch_update" AFTER UPDATE ON "ItemSearch" BEGIN
    INSERT INTO "ItemSearchIndex"("ItemSearchIndex", rowid, "grams") VALUES ('delete', old."itemId", old."grams");
    INSERT INTO "ItemSearchIndex"(rowid, "grams") VALUES (new."itemId", new."grams");
END;

-- Full-text index of ReplySearch, kept by triggers like that of CaseSearch.
CREATE VIRTUAL TABLE "ReplySearchIndex" USING fts5(
    "grams",
    content = 'ReplySearch',
    content_rowid = 'replyId',
    tokenize = 'ascii',
    detail = none
);
CREATE TRIGGER "ReplySearch_insert" AFTER INSERT ON "ReplySearch" BEGIN
    INSERT INTO "ReplySearchIndex"(rowid, "grams") VALUES (new."replyId", new."grams");
END;
CREATE TRIGGER "ReplySearch_delete" AFTER DELETE ON "ReplySearch" BEGIN
    INSERT INTO "ReplySearchIndex"("ReplySearchIndex", rowid, "grams") VALUES ('delete', old."replyId", old."grams");
END;
CREATE TRIGGER "ReplySearch_update" AFTER UPDATE ON "ReplySearch" BEGIN
    INSERT INTO "ReplySearchIndex"("ReplySearchIndex", rowid, "grams") VALUES ('delete', old."replyId", old."grams");
    INSERT INTO "ReplySearchIndex"(rowid, "grams") VALUES (new."replyId", new."grams");
END;
