"""The statements of the import of divisions; each works on a whole level at once."""

from sqlalchemy import text

PREPARE = text("""
  SET LOCAL statement_timeout = 0;
  SET LOCAL work_mem = '64MB';
  DROP TABLE IF EXISTS pg_temp.incoming;
  CREATE TEMPORARY TABLE incoming (line integer, code text, name text, level text, parent_code text,
    initials text) ON COMMIT DROP
""")

ANALYZE_INCOMING = text("ANALYZE incoming")

COUNT = text("SELECT count(*) FROM divisions")

KNOWN = text("""
  SELECT count(*) FILTER (WHERE d.level = i.level) AS same,
    count(*) FILTER (WHERE d.level <> i.level) AS other
  FROM incoming i JOIN divisions d ON d.code = i.code WHERE i.level = :level
""")

OTHER_LEVEL = text("""
  SELECT i.line, i.code, d.level FROM incoming i JOIN divisions d ON d.code = i.code AND d.level <> i.level
  WHERE i.level = :level ORDER BY i.line LIMIT 1
""")

CHANGES = text("""
  SELECT i.code, i.parent_code, d.name AS old_name, i.name, d.closed_on, d.parent_id AS old_parent_id,
    p.id AS parent_id, (SELECT name FROM divisions WHERE id = d.parent_id) AS old_parent, p.name AS parent
  FROM incoming i
  JOIN divisions d ON d.code = i.code
  LEFT JOIN divisions p ON p.code = i.parent_code AND p.level = :above
  WHERE i.level = :level AND (d.name <> i.name OR d.initials <> i.initials OR d.closed_on IS NOT NULL
    OR d.parent_id IS DISTINCT FROM p.id OR d.path <> coalesce(p.path, '/') || d.id || '/')
  ORDER BY i.line
""")

CHANGE = text("""
  UPDATE divisions d SET name = i.name, initials = i.initials, parent_id = p.id,
    path = coalesce(p.path, '/') || d.id || '/', closed_on = NULL, version = d.version + 1
  FROM incoming i
  LEFT JOIN divisions p ON p.code = i.parent_code AND p.level = :above
  WHERE i.code = d.code AND i.level = :level
    AND (d.name <> i.name OR d.initials <> i.initials OR d.closed_on IS NOT NULL
      OR d.parent_id IS DISTINCT FROM p.id OR d.path <> coalesce(p.path, '/') || d.id || '/')
""")

#: The id is drawn once, in the inner query, since the path needs it too; in the order of the file.
ADD = text("""
  INSERT INTO divisions (id, code, name, level, parent_id, path, initials)
  SELECT id, code, name, level, parent_id, parent_path || id || '/', initials FROM (
    SELECT nextval((SELECT pg_get_serial_sequence('divisions', 'id')::regclass)) AS id,
      i.code, i.name, i.level,
      p.id AS parent_id, coalesce(p.path, '/') AS parent_path, i.initials
    FROM incoming i
    LEFT JOIN divisions p ON p.code = i.parent_code AND p.level = :above
    WHERE i.level = :level AND (p.id IS NOT NULL OR i.parent_code IS NULL)
      AND NOT EXISTS (SELECT FROM divisions d WHERE d.code = i.code)
    OFFSET 0
  ) AS fresh
""")

PARENTLESS = text("""
  SELECT i.line, i.code, i.parent_code, coalesce(p.level, q.level) AS parent_level
  FROM incoming i
  LEFT JOIN divisions p ON p.code = i.parent_code
  LEFT JOIN incoming q ON q.code = i.parent_code
  WHERE i.level = :level AND i.parent_code IS NOT NULL
    AND (p.id IS NULL AND q.code IS NULL OR coalesce(p.level, q.level) IS DISTINCT FROM :above)
  ORDER BY i.line LIMIT 1
""")

#: Divisions that the file does not list follow their parents.
REPATH = text("""
  UPDATE divisions d SET path = p.path || d.id || '/', version = d.version + 1 FROM divisions p
  WHERE p.id = d.parent_id AND d.level = :level AND d.path <> p.path || d.id || '/'
""")

VANISHED = text("""
  SELECT d.id, d.code, d.name FROM divisions d
  WHERE d.closed_on IS NULL AND d.path LIKE :below AND d.level <> 'country'
    AND NOT EXISTS (SELECT FROM incoming i WHERE i.code = d.code)
  ORDER BY d.code
""")

CLOSE = text("UPDATE divisions SET closed_on = :day, version = version + 1 WHERE id = ANY(:ids)")

ROLE = text("SELECT current_setting('role')")
BE_OWNER = text("SELECT set_config('role', 'none', true)")
BE = text("SELECT set_config('role', :role, true)")
ANALYZE = text("ANALYZE divisions")

#: Indexes other than the primary key, and the tree's foreign key to itself, with how to make them again.
DROPPABLE = text("""
  SELECT format('ALTER TABLE divisions DROP CONSTRAINT %I', conname) AS drop,
    format('ALTER TABLE divisions ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)) AS create
  FROM pg_constraint WHERE conrelid = 'divisions'::regclass AND contype IN ('f', 'u')
  UNION ALL
  SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
  FROM pg_index WHERE indrelid = 'divisions'::regclass
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
""")
