-- CreateTable
CREATE TABLE "Contact" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "channel" TEXT NOT NULL,
    "externalKey" TEXT NOT NULL,
    "externalSealed" TEXT,
    "nameSealed" TEXT,
    "phoneSealed" TEXT,
    "areaId" TEXT,
    "locale" TEXT,
    "windowUntil" DATETIME,
    "windowLeft" INTEGER NOT NULL DEFAULT 0,
    "lastInboundAt" DATETIME,
    "unfollowedAt" DATETIME,
    "forgottenAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Session" (
    "contactId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "flowId" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "firstMessageId" INTEGER NOT NULL,
    "remindAt" DATETIME,
    "expiresAt" DATETIME,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Session_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "FlowVersion" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "flowId" TEXT NOT NULL,
    "definition" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Message" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "contactId" INTEGER NOT NULL,
    "caseId" INTEGER,
    "direction" TEXT NOT NULL,
    "dedupeKey" TEXT,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "payload" TEXT,
    "turnSealed" TEXT,
    "inReplyToId" INTEGER,
    "ordinal" INTEGER NOT NULL DEFAULT 0,
    "at" DATETIME NOT NULL,
    CONSTRAINT "Message_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Message_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Attachment" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "contactId" INTEGER,
    "messageId" INTEGER,
    "caseId" INTEGER,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sourceRef" TEXT,
    "hash" TEXT,
    "mime" TEXT,
    "bytes" INTEGER,
    "name" TEXT,
    "error" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Attachment_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Attachment_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Attachment_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Outbox" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "messageId" INTEGER NOT NULL,
    "contactId" INTEGER NOT NULL,
    "caseId" INTEGER,
    "replyId" INTEGER,
    "dedupeKey" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "via" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "claimedUntil" DATETIME,
    "claimedBy" TEXT,
    "errorCode" TEXT,
    "error" TEXT,
    "sentAt" DATETIME,
    "partsSent" INTEGER NOT NULL DEFAULT 0,
    "externalId" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Outbox_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Outbox_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Outbox_replyId_fkey" FOREIGN KEY ("replyId") REFERENCES "Reply" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DeliveryAttempt" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "outboxId" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "via" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "code" TEXT,
    "detail" TEXT,
    CONSTRAINT "DeliveryAttempt_outboxId_fkey" FOREIGN KEY ("outboxId") REFERENCES "Outbox" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Case" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "number" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "contactId" INTEGER,
    "anonymous" BOOLEAN NOT NULL DEFAULT false,
    "nameSealed" TEXT,
    "phoneSealed" TEXT,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "place" TEXT,
    "latitude" REAL,
    "longitude" REAL,
    "areaId" TEXT,
    "categoryId" TEXT,
    "departmentId" TEXT,
    "officerId" INTEGER,
    "firstTakerId" INTEGER,
    "urgent" BOOLEAN NOT NULL DEFAULT false,
    "receivedAt" DATETIME NOT NULL,
    "acceptDueOn" TEXT NOT NULL,
    "replyDueOn" TEXT NOT NULL,
    "originalDueOn" TEXT NOT NULL,
    "replyDueAt" DATETIME NOT NULL,
    "nextDueAt" DATETIME NOT NULL,
    "acceptDueAt" DATETIME NOT NULL,
    "nextMarkAt" DATETIME,
    "nextMark" TEXT,
    "deadlines" TEXT NOT NULL,
    "acceptedAt" DATETIME,
    "firstReplyAt" DATETIME,
    "answeredAt" DATETIME,
    "concludedAt" DATETIME,
    "closedAt" DATETIME,
    "owedUntil" DATETIME,
    "reopenedAt" DATETIME,
    "rating" INTEGER,
    "ratingText" TEXT,
    "mergedIntoId" INTEGER,
    "declineReason" TEXT,
    "declineRedirect" TEXT,
    "supervisedAt" DATETIME,
    "supervisionDueOn" TEXT,
    "extensionAskedAt" DATETIME,
    "outcome" TEXT,
    "applicant" TEXT,
    "openness" TEXT,
    "publishedAt" DATETIME,
    "facts" TEXT,
    "submissionKey" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Case_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Case_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Case_firstTakerId_fkey" FOREIGN KEY ("firstTakerId") REFERENCES "Officer" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Case_mergedIntoId_fkey" FOREIGN KEY ("mergedIntoId") REFERENCES "Case" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CaseSearch" (
    "caseId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "grams" TEXT NOT NULL,
    CONSTRAINT "CaseSearch_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CaseEvent" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "caseId" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "byKind" TEXT NOT NULL,
    "byId" INTEGER,
    "byName" TEXT,
    "data" TEXT,
    CONSTRAINT "CaseEvent_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Reply" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "caseId" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "purpose" TEXT NOT NULL DEFAULT 'answer',
    "draftedById" INTEGER NOT NULL,
    "draftedAt" DATETIME NOT NULL,
    "submittedAt" DATETIME,
    "reviewedById" INTEGER,
    "reviewedAt" DATETIME,
    "reviewNote" TEXT,
    "openness" TEXT,
    "redactedText" TEXT,
    "redactedQuestion" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "Reply_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Reply_draftedById_fkey" FOREIGN KEY ("draftedById") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Reply_reviewedById_fkey" FOREIGN KEY ("reviewedById") REFERENCES "Officer" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ReplyVersion" (
    "replyId" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "savedById" INTEGER NOT NULL,
    "savedAt" DATETIME NOT NULL,
    "returnedAt" DATETIME,

    PRIMARY KEY ("replyId", "version"),
    CONSTRAINT "ReplyVersion_replyId_fkey" FOREIGN KEY ("replyId") REFERENCES "Reply" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SavedView" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "officerId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "SavedView_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Officer" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "login" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "departmentId" TEXT,
    "passwordHash" TEXT,
    "totpSealed" TEXT,
    "disabledAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "OfficerSession" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "officerId" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "lastSeenAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "address" TEXT,
    "agent" TEXT,
    "revokedAt" DATETIME,
    CONSTRAINT "OfficerSession_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "officerId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "lastUsedAt" DATETIME,
    "revokedAt" DATETIME,
    CONSTRAINT "ApiToken_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "OneTimeLink" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "purpose" TEXT NOT NULL,
    "officerId" INTEGER,
    "expiresAt" DATETIME NOT NULL,
    "usedAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Digest" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "period" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "reason" TEXT,
    "data" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "JobRun" (
    "job" TEXT NOT NULL,
    "slot" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "finishedAt" DATETIME,
    "holder" TEXT NOT NULL,
    "error" TEXT,

    PRIMARY KEY ("job", "slot")
);

-- CreateTable
CREATE TABLE "Counter" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "ChannelToken" (
    "account" TEXT NOT NULL PRIMARY KEY,
    "tokenSealed" TEXT,
    "expiresAt" DATETIME,
    "claimedUntil" DATETIME,
    "claimedBy" TEXT,
    "forcedAt" DATETIME,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "officerId" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "response" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("officerId", "key")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "officerId" INTEGER,
    "action" TEXT NOT NULL,
    "target" TEXT,
    "address" TEXT,
    "detail" TEXT
);

-- CreateTable
CREATE TABLE "Notice" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "detail" TEXT NOT NULL,
    "firstAt" DATETIME NOT NULL,
    "lastAt" DATETIME NOT NULL,
    "count" INTEGER NOT NULL,
    "clearedAt" DATETIME
);

-- CreateTable
CREATE TABLE "SceneCode" (
    "scene" TEXT NOT NULL PRIMARY KEY,
    "areaId" TEXT,
    "window" TEXT,
    "url" TEXT NOT NULL,
    "scans" INTEGER NOT NULL DEFAULT 0,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "GuideAlias" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "guideId" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "wordingKey" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "firstAt" DATETIME NOT NULL,
    "lastAt" DATETIME NOT NULL,
    "reviewedById" INTEGER,
    "reviewedAt" DATETIME
);

-- CreateTable
CREATE TABLE "RouterTraining" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "day" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "cases" INTEGER NOT NULL,
    "tested" INTEGER NOT NULL,
    "accuracy" REAL,
    "labels" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "DayCount" (
    "dimension" TEXT NOT NULL,
    "x" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "y" INTEGER NOT NULL,
    "received" INTEGER NOT NULL DEFAULT 0,
    "reopened" INTEGER NOT NULL DEFAULT 0,
    "concluded" INTEGER NOT NULL DEFAULT 0,
    "concludedAnswered" INTEGER NOT NULL DEFAULT 0,
    "concludedDeclined" INTEGER NOT NULL DEFAULT 0,
    "concludedWithdrawn" INTEGER NOT NULL DEFAULT 0,
    "replied" INTEGER NOT NULL DEFAULT 0,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "read" INTEGER NOT NULL DEFAULT 0,
    "invited" INTEGER NOT NULL DEFAULT 0,
    "rated1" INTEGER NOT NULL DEFAULT 0,
    "rated2" INTEGER NOT NULL DEFAULT 0,
    "rated3" INTEGER NOT NULL DEFAULT 0,
    "rated4" INTEGER NOT NULL DEFAULT 0,
    "rated5" INTEGER NOT NULL DEFAULT 0,
    "cohort" INTEGER NOT NULL DEFAULT 0,
    "answered" INTEGER NOT NULL DEFAULT 0,
    "answeredOnTime" INTEGER NOT NULL DEFAULT 0,
    "declined" INTEGER NOT NULL DEFAULT 0,
    "withdrawn" INTEGER NOT NULL DEFAULT 0,
    "merged" INTEGER NOT NULL DEFAULT 0,
    "extensions" INTEGER NOT NULL DEFAULT 0,
    "clockStops" INTEGER NOT NULL DEFAULT 0,
    "clockStopDays" INTEGER NOT NULL DEFAULT 0,
    "clockStanding" INTEGER NOT NULL DEFAULT 0,
    "cohortExtended" INTEGER NOT NULL DEFAULT 0,
    "answeredOnTimeExtended" INTEGER NOT NULL DEFAULT 0,
    "ripe" INTEGER NOT NULL DEFAULT 0,
    "stood" INTEGER NOT NULL DEFAULT 0,
    "carriedOut" INTEGER NOT NULL DEFAULT 0,
    "issued" INTEGER NOT NULL DEFAULT 0,
    "standsAnswered" INTEGER NOT NULL DEFAULT 0,
    "standsDeclined" INTEGER NOT NULL DEFAULT 0,
    "standsWithdrawn" INTEGER NOT NULL DEFAULT 0,
    "overdue" INTEGER NOT NULL DEFAULT 0,
    "past" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("dimension", "x", "key", "y")
);

-- CreateTable
CREATE TABLE "CountDue" (
    "caseId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "seq" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "ReportMail" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "period" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "to" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "error" TEXT,
    "sentAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "Contact_channel_externalKey_key" ON "Contact"("channel", "externalKey");

-- CreateIndex
CREATE INDEX "Session_remindAt_idx" ON "Session"("remindAt");

-- CreateIndex
CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "Message_dedupeKey_key" ON "Message"("dedupeKey");

-- CreateIndex
CREATE INDEX "Message_contactId_id_idx" ON "Message"("contactId", "id");

-- CreateIndex
CREATE INDEX "Message_caseId_id_idx" ON "Message"("caseId", "id");

-- CreateIndex
CREATE INDEX "Message_inReplyToId_ordinal_idx" ON "Message"("inReplyToId", "ordinal");

-- CreateIndex
CREATE INDEX "Attachment_status_nextAt_idx" ON "Attachment"("status", "nextAt");

-- CreateIndex
CREATE INDEX "Attachment_caseId_id_idx" ON "Attachment"("caseId", "id");

-- CreateIndex
CREATE INDEX "Attachment_messageId_idx" ON "Attachment"("messageId");

-- CreateIndex
CREATE INDEX "Attachment_hash_idx" ON "Attachment"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "Outbox_messageId_key" ON "Outbox"("messageId");

-- CreateIndex
CREATE UNIQUE INDEX "Outbox_replyId_key" ON "Outbox"("replyId");

-- CreateIndex
CREATE UNIQUE INDEX "Outbox_dedupeKey_key" ON "Outbox"("dedupeKey");

-- CreateIndex
CREATE INDEX "Outbox_status_nextAt_idx" ON "Outbox"("status", "nextAt");

-- CreateIndex
CREATE INDEX "Outbox_contactId_status_id_idx" ON "Outbox"("contactId", "status", "id");

-- CreateIndex
CREATE INDEX "Outbox_caseId_idx" ON "Outbox"("caseId");

-- CreateIndex
CREATE INDEX "Outbox_externalId_idx" ON "Outbox"("externalId");

-- CreateIndex
CREATE INDEX "DeliveryAttempt_outboxId_id_idx" ON "DeliveryAttempt"("outboxId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Case_number_key" ON "Case"("number");

-- CreateIndex
CREATE UNIQUE INDEX "Case_submissionKey_key" ON "Case"("submissionKey");

-- CreateIndex
CREATE INDEX "Case_status_replyDueAt_id_idx" ON "Case"("status", "replyDueAt", "id");

-- CreateIndex
CREATE INDEX "Case_status_nextDueAt_id_idx" ON "Case"("status", "nextDueAt", "id");

-- CreateIndex
CREATE INDEX "Case_departmentId_status_nextDueAt_id_idx" ON "Case"("departmentId", "status", "nextDueAt", "id");

-- CreateIndex
CREATE INDEX "Case_officerId_status_nextDueAt_id_idx" ON "Case"("officerId", "status", "nextDueAt", "id");

-- CreateIndex
CREATE INDEX "Case_contactId_id_idx" ON "Case"("contactId", "id");

-- CreateIndex
CREATE INDEX "Case_originalDueOn_idx" ON "Case"("originalDueOn");

-- CreateIndex
CREATE INDEX "Case_receivedAt_id_idx" ON "Case"("receivedAt", "id");

-- CreateIndex
CREATE INDEX "Case_areaId_receivedAt_idx" ON "Case"("areaId", "receivedAt");

-- CreateIndex
CREATE INDEX "Case_categoryId_concludedAt_idx" ON "Case"("categoryId", "concludedAt");

-- CreateIndex
CREATE INDEX "Case_concludedAt_idx" ON "Case"("concludedAt");

-- CreateIndex
CREATE INDEX "Case_owedUntil_receivedAt_idx" ON "Case"("owedUntil", "receivedAt");

-- CreateIndex
CREATE INDEX "Case_mergedIntoId_idx" ON "Case"("mergedIntoId");

-- CreateIndex
CREATE INDEX "Case_updatedAt_idx" ON "Case"("updatedAt");

-- CreateIndex
CREATE INDEX "Case_nextMarkAt_idx" ON "Case"("nextMarkAt");

-- CreateIndex
CREATE INDEX "Case_extensionAskedAt_idx" ON "Case"("extensionAskedAt");

-- CreateIndex
CREATE INDEX "Case_supervisionDueOn_idx" ON "Case"("supervisionDueOn");

-- CreateIndex
CREATE INDEX "Case_publishedAt_id_idx" ON "Case"("publishedAt", "id");

-- CreateIndex
CREATE INDEX "CaseEvent_type_at_idx" ON "CaseEvent"("type", "at");

-- CreateIndex
CREATE INDEX "CaseEvent_at_idx" ON "CaseEvent"("at");

-- CreateIndex
CREATE UNIQUE INDEX "CaseEvent_caseId_seq_key" ON "CaseEvent"("caseId", "seq");

-- CreateIndex
CREATE INDEX "Reply_caseId_id_idx" ON "Reply"("caseId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "SavedView_officerId_name_key" ON "SavedView"("officerId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Officer_login_key" ON "Officer"("login");

-- CreateIndex
CREATE INDEX "OfficerSession_officerId_idx" ON "OfficerSession"("officerId");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_key_key" ON "ApiToken"("key");

-- CreateIndex
CREATE INDEX "ApiToken_officerId_idx" ON "ApiToken"("officerId");

-- CreateIndex
CREATE UNIQUE INDEX "Digest_period_scope_version_key" ON "Digest"("period", "scope", "version");

-- CreateIndex
CREATE INDEX "AuditEntry_at_idx" ON "AuditEntry"("at");

-- CreateIndex
CREATE INDEX "AuditEntry_officerId_at_idx" ON "AuditEntry"("officerId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "GuideAlias_wordingKey_key" ON "GuideAlias"("wordingKey");

-- CreateIndex
CREATE INDEX "GuideAlias_status_lastAt_idx" ON "GuideAlias"("status", "lastAt");

-- CreateIndex
CREATE UNIQUE INDEX "RouterTraining_day_key" ON "RouterTraining"("day");

-- CreateIndex
CREATE INDEX "ReportMail_status_nextAt_idx" ON "ReportMail"("status", "nextAt");

-- CreateIndex
CREATE UNIQUE INDEX "ReportMail_period_scope_version_to_key" ON "ReportMail"("period", "scope", "version", "to");

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
