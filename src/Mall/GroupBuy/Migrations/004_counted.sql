-- What parties sold is counted after the buyer has the answer; a party says whether it was, so that each is counted once and none is forgotten.
ALTER TABLE parties ADD COLUMN counted boolean NOT NULL DEFAULT false;
UPDATE parties SET counted = true WHERE status = 'Complete';
CREATE INDEX parties_uncounted ON parties (deal_id) WHERE status = 'Complete' AND NOT counted;
