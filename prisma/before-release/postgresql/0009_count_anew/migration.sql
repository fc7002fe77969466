-- A stretch that ends by itself (a third party's time) is now counted as over when its day is, not when the day
-- begins: where a third party was ever asked, everything is counted anew by the next report.
DELETE FROM "DayCount" WHERE EXISTS (SELECT 1 FROM "CaseEvent" WHERE "type" = 'third_party_asked');
INSERT INTO "CountDue" ("caseId", "seq")
  SELECT "id", 0 FROM "Case" WHERE EXISTS (SELECT 1 FROM "CaseEvent" WHERE "type" = 'third_party_asked')
  ON CONFLICT ("caseId") DO UPDATE SET "seq" = 0;
