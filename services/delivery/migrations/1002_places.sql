-- What riders look through, by where it is.
CREATE INDEX deliveries_places ON deliveries USING gist (point(pickup_longitude, pickup_latitude))
    WHERE status = 'AVAILABLE';
-- The same of what has waited for too long: there is little of it, and it is on top.
CREATE INDEX deliveries_urgent ON deliveries USING gist (point(pickup_longitude, pickup_latitude))
    WHERE status = 'AVAILABLE' AND urgent;
