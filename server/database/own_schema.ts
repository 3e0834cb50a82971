/** The PostgreSQL schema of all our tables: the application may have tables of the same names. */
export const ownSchema = 'messaging';
