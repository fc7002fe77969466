
-- Full-text index of CaseSearch: kept by triggers, so always in the transaction that writes the case.
CREATE VIRTUAL TABLE "CaseSearchIndex" USING fts5(
    "grams",
    content = 'CaseSearch',
    content_rowid = 'caseId',
    tokenize = 'unicode61 remove_diacritics 0'
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
