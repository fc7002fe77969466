
-- Inverted index of CaseSearch. From an array, so that no text parser and no locale has a say in it.
CREATE INDEX "CaseSearch_grams_idx" ON "CaseSearch"
    USING GIN (array_to_tsvector(string_to_array("grams", ' ')));
