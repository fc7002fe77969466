-- DropIndex
DROP INDEX "Case_list_idx";

-- AlterTable
ALTER TABLE "Case" ADD COLUMN     "overdueAt" TIMESTAMP(3),
ADD COLUMN     "stoppedUntil" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "Case_overdueAt_stoppedUntil_idx" ON "Case"("overdueAt", "stoppedUntil");

-- CreateIndex
CREATE INDEX "Case_list_idx" ON "Case"("receivedAt", "id", "status", "kind", "channel", "departmentId", "areaId", "categoryId", "officerId", "firstTakerId", "overdueAt");

-- What the clock of each open case shows, as domain/cases/clock counts it.
UPDATE "Case" SET
  "overdueAt" = CASE
    WHEN "deadlines"::jsonb #> '{reply,pauses,-1,to}' = 'null'::jsonb
      AND "deadlines"::jsonb #>> '{reply,pauses,-1,from}' < "deadlines"::jsonb #>> '{reply,dueAt}' THEN NULL
    ELSE greatest("replyDueAt", (
      SELECT max((p ->> 'to')::timestamptz AT TIME ZONE 'UTC')
      FROM jsonb_array_elements(coalesce("deadlines"::jsonb #> '{reply,pauses}', '[]'::jsonb)) AS p
      WHERE p ->> 'from' < "deadlines"::jsonb #>> '{reply,dueAt}'))
    END,
  "stoppedUntil" = (
    SELECT max((p ->> 'to')::timestamptz AT TIME ZONE 'UTC')
    FROM jsonb_array_elements(coalesce("deadlines"::jsonb #> '{reply,pauses}', '[]'::jsonb)) AS p)
WHERE "status" IN ('received', 'accepted', 'assigned', 'awaiting_resident', 'in_review');
