
-- Full-text index of CaseSearch: kept by triggers, so always in the transaction that writes the case.
CREATE VIRTUAL TABLE "CaseSearchIndex" USING fts5(
    "grams",
    content = 'CaseSearch',
    content_rowid = 'caseId',
    tokenize = 'ascii',
    -- Which signs a case has, not where: their order would give the text away.
    detail = none
);
CREATE TRIGGER "CaseSearch_insert" AFTER INSERT ON "CaseSearch" BEGIN
    INSERT INTO "CaseSearchIndex"(rowid, "grams") VALUES (new."caseId", new."grams");
END;
CREATE TRIGGER "CaseSearch_delete" AFTER DELETE ON "CaseSearch" BEGIN
    INSERT INTO "CaseSearchIndex"("CaseSearchIndex", rowid, "grams") VALUES ('delete', old."caseId", old."grams");
END;
CREATE TRIGGER "CaseSearch_update" AFTER UPDATE ON "CaseSearch" BEGIN
    INSERT INTO "CaseSearchIndex"("CaseSearchIndex", rowid, "grams") VALUES ('delete', old."caseId", old."grams");
    INSERT INTO "CaseSearchIndex"(rowid, "grams") VALUES (new."caseId", new."grams");
END;

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
