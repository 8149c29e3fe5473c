-- All that keys of an organization are filtered, sorted and counted by: what matches is found without reading the table.
CREATE INDEX keys_list ON keys (organization_id, id) INCLUDE (
  deleted_at, api_id, environment, name, type, enabled, expires_at, rotate_by, revoked_at, created_at
);
DROP INDEX keys_organization;
