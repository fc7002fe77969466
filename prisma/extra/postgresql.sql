
-- Inverted index of CaseSearch. From an array, so that no text parser and no locale has a say in it.
CREATE INDEX "CaseSearch_grams_idx" ON "CaseSearch"
    USING GIN (array_to_tsvector(string_to_array("grams", ' ')));

-- Inverted index of ItemSearch, like that of CaseSearch.
CREATE INDEX "ItemSearch_grams_idx" ON "ItemSearch"
    USING GIN (array_to_tsvector(string_to_array("grams", ' ')));

-- Inverted index of ReplySearch, like that of CaseSearch.
CREATE INDEX "ReplySearch_grams_idx" ON "ReplySearch"
    USING GIN (array_to_tsvector(string_to_array("grams", ' ')));
