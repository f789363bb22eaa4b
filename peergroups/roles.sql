-- The four database roles. A superuser runs this file once per cluster; running it again changes nothing.
--
-- Who does which:
--   this file            roles and their memberships: what belongs to the whole cluster. No password stands here;
--                        a server that is reached over the network sets them (docker-compose.yml shows how).
--   whoever runs it      CREATE DATABASE peergroups OWNER peergroups_owner (it cannot stand in a transaction).
--   the first migration  what belongs to one database, granted by its owner: the rights on schema public, the default
--                        rights of peergroups_app on tables and sequences, and what is taken from PUBLIC.
--
--   peergroups_owner     runs migrations and owns every table; may create the test databases.
--   peergroups_app       the application and the tests: owns nothing, bypasses nothing.
--   peergroups_authz     owns the SECURITY DEFINER functions that the policies ask; nobody can log in as it.
--   peergroups_datafix   data migrations SET ROLE to it, for under FORCE ROW LEVEL SECURITY the owner sees no rows.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['peergroups_owner', 'peergroups_app', 'peergroups_authz', 'peergroups_datafix'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I', name);
        END IF;
    END LOOP;
END
$$;

ALTER ROLE peergroups_owner   LOGIN   NOSUPERUSER CREATEDB   NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;
ALTER ROLE peergroups_app     LOGIN   NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE peergroups_authz   NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE peergroups_datafix NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- The owner may become these two (SET ROLE), but has none of their rights until it does: PostgreSQL 15 reads NOINHERIT
-- at every question, later versions have kept it with the membership since it was granted.
GRANT peergroups_authz, peergroups_datafix TO peergroups_owner;
