-- CreateIndex
CREATE INDEX "Digest_scope_period_version_idx" ON "Digest"("scope", "period", "version");

-- CreateIndex
CREATE INDEX "Digest_createdAt_idx" ON "Digest"("createdAt");
