-- AlterTable
ALTER TABLE "Contact" ADD COLUMN "pseudonymsSealed" TEXT;
ALTER TABLE "Contact" ADD COLUMN "ownerSealed" TEXT;

-- AlterTable
ALTER TABLE "Case" ADD COLUMN "erasedAt" DATETIME;
ALTER TABLE "Case" ADD COLUMN "legalHoldAt" DATETIME;
ALTER TABLE "Case" ADD COLUMN "location" TEXT;

-- CreateIndex
CREATE INDEX "Case_erasedAt_closedAt_idx" ON "Case"("erasedAt", "closedAt");

-- The words cases were found by stood here in the clear. They are made anew, keyed, at the next start.
DROP TRIGGER "CaseSearch_insert";
DROP TRIGGER "CaseSearch_delete";
DROP TRIGGER "CaseSearch_update";
DROP TABLE "CaseSearchIndex";
DELETE FROM "CaseSearch";

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
