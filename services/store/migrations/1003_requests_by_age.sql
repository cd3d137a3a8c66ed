-- Old requests are looked for by their age. They are written in its order, so a few pages say where they are.
CREATE INDEX requests_created_at ON requests USING brin (created_at);
