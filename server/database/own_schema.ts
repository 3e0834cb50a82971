/**
 * Where all tables are in PostgreSQL: an application whose database it is may have tables of the
 * same names.
 */
export const ownSchema = 'messaging';
