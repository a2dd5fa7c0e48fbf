package dev.weir.forward;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.RowIdLifetime;
import java.sql.SQLException;

/**
 * Forwards every method of {@link DatabaseMetaData} but those that need no connection, and does
 * nothing else.
 */
public abstract class ForwardingDatabaseMetaData implements DatabaseMetaData {
  /** A question about the database. */
  @FunctionalInterface
  protected interface Question<T> {
    T ask(DatabaseMetaData metaData) throws SQLException;
  }

  /** Asks where the answer is known. */
  protected abstract <T> T call(Question<T> question) throws SQLException;

  /** Asks for rows, which stay readable until they are closed. */
  protected abstract ResultSet rows(Question<ResultSet> question) throws SQLException;

  @Override
  public boolean allProceduresAreCallable() throws SQLException {
    return call(m -> m.allProceduresAreCallable());
  }

  @Override
  public boolean allTablesAreSelectable() throws SQLException {
    return call(m -> m.allTablesAreSelectable());
  }

  @Override
  public boolean autoCommitFailureClosesAllResultSets() throws SQLException {
    return call(m -> m.autoCommitFailureClosesAllResultSets());
  }

  @Override
  public boolean dataDefinitionCausesTransactionCommit() throws SQLException {
    return call(m -> m.dataDefinitionCausesTransactionCommit());
  }

  @Override
  public boolean dataDefinitionIgnoredInTransactions() throws SQLException {
    return call(m -> m.dataDefinitionIgnoredInTransactions());
  }

  @Override
  public boolean deletesAreDetected(int a) throws SQLException {
    return call(m -> m.deletesAreDetected(a));
  }

  @Override
  public boolean doesMaxRowSizeIncludeBlobs() throws SQLException {
    return call(m -> m.doesMaxRowSizeIncludeBlobs());
  }

  @Override
  public boolean generatedKeyAlwaysReturned() throws SQLException {
    return call(m -> m.generatedKeyAlwaysReturned());
  }

  @Override
  public ResultSet getAttributes(String a, String b, String c, String d) throws SQLException {
    return rows(m -> m.getAttributes(a, b, c, d));
  }

  @Override
  public ResultSet getBestRowIdentifier(String a, String b, String c, int d, boolean e)
      throws SQLException {
    return rows(m -> m.getBestRowIdentifier(a, b, c, d, e));
  }

  @Override
  public String getCatalogSeparator() throws SQLException {
    return call(m -> m.getCatalogSeparator());
  }

  @Override
  public String getCatalogTerm() throws SQLException {
    return call(m -> m.getCatalogTerm());
  }

  @Override
  public ResultSet getCatalogs() throws SQLException {
    return rows(m -> m.getCatalogs());
  }

  @Override
  public ResultSet getClientInfoProperties() throws SQLException {
    return rows(m -> m.getClientInfoProperties());
  }

  @Override
  public ResultSet getColumnPrivileges(String a, String b, String c, String d) throws SQLException {
    return rows(m -> m.getColumnPrivileges(a, b, c, d));
  }

  @Override
  public ResultSet getColumns(String a, String b, String c, String d) throws SQLException {
    return rows(m -> m.getColumns(a, b, c, d));
  }

  @Override
  public ResultSet getCrossReference(String a, String b, String c, String d, String e, String f)
      throws SQLException {
    return rows(m -> m.getCrossReference(a, b, c, d, e, f));
  }

  @Override
  public int getDatabaseMajorVersion() throws SQLException {
    return call(m -> m.getDatabaseMajorVersion());
  }

  @Override
  public int getDatabaseMinorVersion() throws SQLException {
    return call(m -> m.getDatabaseMinorVersion());
  }

  @Override
  public String getDatabaseProductName() throws SQLException {
    return call(m -> m.getDatabaseProductName());
  }

  @Override
  public String getDatabaseProductVersion() throws SQLException {
    return call(m -> m.getDatabaseProductVersion());
  }

  @Override
  public int getDefaultTransactionIsolation() throws SQLException {
    return call(m -> m.getDefaultTransactionIsolation());
  }

  @Override
  public String getDriverName() throws SQLException {
    return call(m -> m.getDriverName());
  }

  @Override
  public String getDriverVersion() throws SQLException {
    return call(m -> m.getDriverVersion());
  }

  @Override
  public ResultSet getExportedKeys(String a, String b, String c) throws SQLException {
    return rows(m -> m.getExportedKeys(a, b, c));
  }

  @Override
  public String getExtraNameCharacters() throws SQLException {
    return call(m -> m.getExtraNameCharacters());
  }

  @Override
  public ResultSet getFunctionColumns(String a, String b, String c, String d) throws SQLException {
    return rows(m -> m.getFunctionColumns(a, b, c, d));
  }

  @Override
  public ResultSet getFunctions(String a, String b, String c) throws SQLException {
    return rows(m -> m.getFunctions(a, b, c));
  }

  @Override
  public String getIdentifierQuoteString() throws SQLException {
    return call(m -> m.getIdentifierQuoteString());
  }

  @Override
  public ResultSet getImportedKeys(String a, String b, String c) throws SQLException {
    return rows(m -> m.getImportedKeys(a, b, c));
  }

  @Override
  public ResultSet getIndexInfo(String a, String b, String c, boolean d, boolean e)
      throws SQLException {
    return rows(m -> m.getIndexInfo(a, b, c, d, e));
  }

  @Override
  public int getJDBCMajorVersion() throws SQLException {
    return call(m -> m.getJDBCMajorVersion());
  }

  @Override
  public int getJDBCMinorVersion() throws SQLException {
    return call(m -> m.getJDBCMinorVersion());
  }

  @Override
  public int getMaxBinaryLiteralLength() throws SQLException {
    return call(m -> m.getMaxBinaryLiteralLength());
  }

  @Override
  public int getMaxCatalogNameLength() throws SQLException {
    return call(m -> m.getMaxCatalogNameLength());
  }

  @Override
  public int getMaxCharLiteralLength() throws SQLException {
    return call(m -> m.getMaxCharLiteralLength());
  }

  @Override
  public int getMaxColumnNameLength() throws SQLException {
    return call(m -> m.getMaxColumnNameLength());
  }

  @Override
  public int getMaxColumnsInGroupBy() throws SQLException {
    return call(m -> m.getMaxColumnsInGroupBy());
  }

  @Override
  public int getMaxColumnsInIndex() throws SQLException {
    return call(m -> m.getMaxColumnsInIndex());
  }

  @Override
  public int getMaxColumnsInOrderBy() throws SQLException {
    return call(m -> m.getMaxColumnsInOrderBy());
  }

  @Override
  public int getMaxColumnsInSelect() throws SQLException {
    return call(m -> m.getMaxColumnsInSelect());
  }

  @Override
  public int getMaxColumnsInTable() throws SQLException {
    return call(m -> m.getMaxColumnsInTable());
  }

  @Override
  public int getMaxConnections() throws SQLException {
    return call(m -> m.getMaxConnections());
  }

  @Override
  public int getMaxCursorNameLength() throws SQLException {
    return call(m -> m.getMaxCursorNameLength());
  }

  @Override
  public int getMaxIndexLength() throws SQLException {
    return call(m -> m.getMaxIndexLength());
  }

  @Override
  public long getMaxLogicalLobSize() throws SQLException {
    return call(m -> m.getMaxLogicalLobSize());
  }

  @Override
  public int getMaxProcedureNameLength() throws SQLException {
    return call(m -> m.getMaxProcedureNameLength());
  }

  @Override
  public int getMaxRowSize() throws SQLException {
    return call(m -> m.getMaxRowSize());
  }

  @Override
  public int getMaxSchemaNameLength() throws SQLException {
    return call(m -> m.getMaxSchemaNameLength());
  }

  @Override
  public int getMaxStatementLength() throws SQLException {
    return call(m -> m.getMaxStatementLength());
  }

  @Override
  public int getMaxStatements() throws SQLException {
    return call(m -> m.getMaxStatements());
  }

  @Override
  public int getMaxTableNameLength() throws SQLException {
    return call(m -> m.getMaxTableNameLength());
  }

  @Override
  public int getMaxTablesInSelect() throws SQLException {
    return call(m -> m.getMaxTablesInSelect());
  }

  @Override
  public int getMaxUserNameLength() throws SQLException {
    return call(m -> m.getMaxUserNameLength());
  }

  @Override
  public String getNumericFunctions() throws SQLException {
    return call(m -> m.getNumericFunctions());
  }

  @Override
  public ResultSet getPrimaryKeys(String a, String b, String c) throws SQLException {
    return rows(m -> m.getPrimaryKeys(a, b, c));
  }

  @Override
  public ResultSet getProcedureColumns(String a, String b, String c, String d) throws SQLException {
    return rows(m -> m.getProcedureColumns(a, b, c, d));
  }

  @Override
  public String getProcedureTerm() throws SQLException {
    return call(m -> m.getProcedureTerm());
  }

  @Override
  public ResultSet getProcedures(String a, String b, String c) throws SQLException {
    return rows(m -> m.getProcedures(a, b, c));
  }

  @Override
  public ResultSet getPseudoColumns(String a, String b, String c, String d) throws SQLException {
    return rows(m -> m.getPseudoColumns(a, b, c, d));
  }

  @Override
  public int getResultSetHoldability() throws SQLException {
    return call(m -> m.getResultSetHoldability());
  }

  @Override
  public RowIdLifetime getRowIdLifetime() throws SQLException {
    return call(m -> m.getRowIdLifetime());
  }

  @Override
  public String getSQLKeywords() throws SQLException {
    return call(m -> m.getSQLKeywords());
  }

  @Override
  public int getSQLStateType() throws SQLException {
    return call(m -> m.getSQLStateType());
  }

  @Override
  public String getSchemaTerm() throws SQLException {
    return call(m -> m.getSchemaTerm());
  }

  @Override
  public ResultSet getSchemas() throws SQLException {
    return rows(m -> m.getSchemas());
  }

  @Override
  public ResultSet getSchemas(String a, String b) throws SQLException {
    return rows(m -> m.getSchemas(a, b));
  }

  @Override
  public String getSearchStringEscape() throws SQLException {
    return call(m -> m.getSearchStringEscape());
  }

  @Override
  public String getStringFunctions() throws SQLException {
    return call(m -> m.getStringFunctions());
  }

  @Override
  public ResultSet getSuperTables(String a, String b, String c) throws SQLException {
    return rows(m -> m.getSuperTables(a, b, c));
  }

  @Override
  public ResultSet getSuperTypes(String a, String b, String c) throws SQLException {
    return rows(m -> m.getSuperTypes(a, b, c));
  }

  @Override
  public String getSystemFunctions() throws SQLException {
    return call(m -> m.getSystemFunctions());
  }

  @Override
  public ResultSet getTablePrivileges(String a, String b, String c) throws SQLException {
    return rows(m -> m.getTablePrivileges(a, b, c));
  }

  @Override
  public ResultSet getTableTypes() throws SQLException {
    return rows(m -> m.getTableTypes());
  }

  @Override
  public ResultSet getTables(String a, String b, String c, String[] d) throws SQLException {
    return rows(m -> m.getTables(a, b, c, d));
  }

  @Override
  public String getTimeDateFunctions() throws SQLException {
    return call(m -> m.getTimeDateFunctions());
  }

  @Override
  public ResultSet getTypeInfo() throws SQLException {
    return rows(m -> m.getTypeInfo());
  }

  @Override
  public ResultSet getUDTs(String a, String b, String c, int[] d) throws SQLException {
    return rows(m -> m.getUDTs(a, b, c, d));
  }

  @Override
  public String getURL() throws SQLException {
    return call(m -> m.getURL());
  }

  @Override
  public String getUserName() throws SQLException {
    return call(m -> m.getUserName());
  }

  @Override
  public ResultSet getVersionColumns(String a, String b, String c) throws SQLException {
    return rows(m -> m.getVersionColumns(a, b, c));
  }

  @Override
  public boolean insertsAreDetected(int a) throws SQLException {
    return call(m -> m.insertsAreDetected(a));
  }

  @Override
  public boolean isCatalogAtStart() throws SQLException {
    return call(m -> m.isCatalogAtStart());
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return call(m -> m.isReadOnly());
  }

  @Override
  public boolean isWrapperFor(Class<?> a) throws SQLException {
    return call(m -> m.isWrapperFor(a));
  }

  @Override
  public boolean locatorsUpdateCopy() throws SQLException {
    return call(m -> m.locatorsUpdateCopy());
  }

  @Override
  public boolean nullPlusNonNullIsNull() throws SQLException {
    return call(m -> m.nullPlusNonNullIsNull());
  }

  @Override
  public boolean nullsAreSortedAtEnd() throws SQLException {
    return call(m -> m.nullsAreSortedAtEnd());
  }

  @Override
  public boolean nullsAreSortedAtStart() throws SQLException {
    return call(m -> m.nullsAreSortedAtStart());
  }

  @Override
  public boolean nullsAreSortedHigh() throws SQLException {
    return call(m -> m.nullsAreSortedHigh());
  }

  @Override
  public boolean nullsAreSortedLow() throws SQLException {
    return call(m -> m.nullsAreSortedLow());
  }

  @Override
  public boolean othersDeletesAreVisible(int a) throws SQLException {
    return call(m -> m.othersDeletesAreVisible(a));
  }

  @Override
  public boolean othersInsertsAreVisible(int a) throws SQLException {
    return call(m -> m.othersInsertsAreVisible(a));
  }

  @Override
  public boolean othersUpdatesAreVisible(int a) throws SQLException {
    return call(m -> m.othersUpdatesAreVisible(a));
  }

  @Override
  public boolean ownDeletesAreVisible(int a) throws SQLException {
    return call(m -> m.ownDeletesAreVisible(a));
  }

  @Override
  public boolean ownInsertsAreVisible(int a) throws SQLException {
    return call(m -> m.ownInsertsAreVisible(a));
  }

  @Override
  public boolean ownUpdatesAreVisible(int a) throws SQLException {
    return call(m -> m.ownUpdatesAreVisible(a));
  }

  @Override
  public boolean storesLowerCaseIdentifiers() throws SQLException {
    return call(m -> m.storesLowerCaseIdentifiers());
  }

  @Override
  public boolean storesLowerCaseQuotedIdentifiers() throws SQLException {
    return call(m -> m.storesLowerCaseQuotedIdentifiers());
  }

  @Override
  public boolean storesMixedCaseIdentifiers() throws SQLException {
    return call(m -> m.storesMixedCaseIdentifiers());
  }

  @Override
  public boolean storesMixedCaseQuotedIdentifiers() throws SQLException {
    return call(m -> m.storesMixedCaseQuotedIdentifiers());
  }

  @Override
  public boolean storesUpperCaseIdentifiers() throws SQLException {
    return call(m -> m.storesUpperCaseIdentifiers());
  }

  @Override
  public boolean storesUpperCaseQuotedIdentifiers() throws SQLException {
    return call(m -> m.storesUpperCaseQuotedIdentifiers());
  }

  @Override
  public boolean supportsANSI92EntryLevelSQL() throws SQLException {
    return call(m -> m.supportsANSI92EntryLevelSQL());
  }

  @Override
  public boolean supportsANSI92FullSQL() throws SQLException {
    return call(m -> m.supportsANSI92FullSQL());
  }

  @Override
  public boolean supportsANSI92IntermediateSQL() throws SQLException {
    return call(m -> m.supportsANSI92IntermediateSQL());
  }

  @Override
  public boolean supportsAlterTableWithAddColumn() throws SQLException {
    return call(m -> m.supportsAlterTableWithAddColumn());
  }

  @Override
  public boolean supportsAlterTableWithDropColumn() throws SQLException {
    return call(m -> m.supportsAlterTableWithDropColumn());
  }

  @Override
  public boolean supportsBatchUpdates() throws SQLException {
    return call(m -> m.supportsBatchUpdates());
  }

  @Override
  public boolean supportsCatalogsInDataManipulation() throws SQLException {
    return call(m -> m.supportsCatalogsInDataManipulation());
  }

  @Override
  public boolean supportsCatalogsInIndexDefinitions() throws SQLException {
    return call(m -> m.supportsCatalogsInIndexDefinitions());
  }

  @Override
  public boolean supportsCatalogsInPrivilegeDefinitions() throws SQLException {
    return call(m -> m.supportsCatalogsInPrivilegeDefinitions());
  }

  @Override
  public boolean supportsCatalogsInProcedureCalls() throws SQLException {
    return call(m -> m.supportsCatalogsInProcedureCalls());
  }

  @Override
  public boolean supportsCatalogsInTableDefinitions() throws SQLException {
    return call(m -> m.supportsCatalogsInTableDefinitions());
  }

  @Override
  public boolean supportsColumnAliasing() throws SQLException {
    return call(m -> m.supportsColumnAliasing());
  }

  @Override
  public boolean supportsConvert() throws SQLException {
    return call(m -> m.supportsConvert());
  }

  @Override
  public boolean supportsConvert(int a, int b) throws SQLException {
    return call(m -> m.supportsConvert(a, b));
  }

  @Override
  public boolean supportsCoreSQLGrammar() throws SQLException {
    return call(m -> m.supportsCoreSQLGrammar());
  }

  @Override
  public boolean supportsCorrelatedSubqueries() throws SQLException {
    return call(m -> m.supportsCorrelatedSubqueries());
  }

  @Override
  public boolean supportsDataDefinitionAndDataManipulationTransactions() throws SQLException {
    return call(m -> m.supportsDataDefinitionAndDataManipulationTransactions());
  }

  @Override
  public boolean supportsDataManipulationTransactionsOnly() throws SQLException {
    return call(m -> m.supportsDataManipulationTransactionsOnly());
  }

  @Override
  public boolean supportsDifferentTableCorrelationNames() throws SQLException {
    return call(m -> m.supportsDifferentTableCorrelationNames());
  }

  @Override
  public boolean supportsExpressionsInOrderBy() throws SQLException {
    return call(m -> m.supportsExpressionsInOrderBy());
  }

  @Override
  public boolean supportsExtendedSQLGrammar() throws SQLException {
    return call(m -> m.supportsExtendedSQLGrammar());
  }

  @Override
  public boolean supportsFullOuterJoins() throws SQLException {
    return call(m -> m.supportsFullOuterJoins());
  }

  @Override
  public boolean supportsGetGeneratedKeys() throws SQLException {
    return call(m -> m.supportsGetGeneratedKeys());
  }

  @Override
  public boolean supportsGroupBy() throws SQLException {
    return call(m -> m.supportsGroupBy());
  }

  @Override
  public boolean supportsGroupByBeyondSelect() throws SQLException {
    return call(m -> m.supportsGroupByBeyondSelect());
  }

  @Override
  public boolean supportsGroupByUnrelated() throws SQLException {
    return call(m -> m.supportsGroupByUnrelated());
  }

  @Override
  public boolean supportsIntegrityEnhancementFacility() throws SQLException {
    return call(m -> m.supportsIntegrityEnhancementFacility());
  }

  @Override
  public boolean supportsLikeEscapeClause() throws SQLException {
    return call(m -> m.supportsLikeEscapeClause());
  }

  @Override
  public boolean supportsLimitedOuterJoins() throws SQLException {
    return call(m -> m.supportsLimitedOuterJoins());
  }

  @Override
  public boolean supportsMinimumSQLGrammar() throws SQLException {
    return call(m -> m.supportsMinimumSQLGrammar());
  }

  @Override
  public boolean supportsMixedCaseIdentifiers() throws SQLException {
    return call(m -> m.supportsMixedCaseIdentifiers());
  }

  @Override
  public boolean supportsMixedCaseQuotedIdentifiers() throws SQLException {
    return call(m -> m.supportsMixedCaseQuotedIdentifiers());
  }

  @Override
  public boolean supportsMultipleOpenResults() throws SQLException {
    return call(m -> m.supportsMultipleOpenResults());
  }

  @Override
  public boolean supportsMultipleResultSets() throws SQLException {
    return call(m -> m.supportsMultipleResultSets());
  }

  @Override
  public boolean supportsMultipleTransactions() throws SQLException {
    return call(m -> m.supportsMultipleTransactions());
  }

  @Override
  public boolean supportsNamedParameters() throws SQLException {
    return call(m -> m.supportsNamedParameters());
  }

  @Override
  public boolean supportsNonNullableColumns() throws SQLException {
    return call(m -> m.supportsNonNullableColumns());
  }

  @Override
  public boolean supportsOpenCursorsAcrossCommit() throws SQLException {
    return call(m -> m.supportsOpenCursorsAcrossCommit());
  }

  @Override
  public boolean supportsOpenCursorsAcrossRollback() throws SQLException {
    return call(m -> m.supportsOpenCursorsAcrossRollback());
  }

  @Override
  public boolean supportsOpenStatementsAcrossCommit() throws SQLException {
    return call(m -> m.supportsOpenStatementsAcrossCommit());
  }

  @Override
  public boolean supportsOpenStatementsAcrossRollback() throws SQLException {
    return call(m -> m.supportsOpenStatementsAcrossRollback());
  }

  @Override
  public boolean supportsOrderByUnrelated() throws SQLException {
    return call(m -> m.supportsOrderByUnrelated());
  }

  @Override
  public boolean supportsOuterJoins() throws SQLException {
    return call(m -> m.supportsOuterJoins());
  }

  @Override
  public boolean supportsPositionedDelete() throws SQLException {
    return call(m -> m.supportsPositionedDelete());
  }

  @Override
  public boolean supportsPositionedUpdate() throws SQLException {
    return call(m -> m.supportsPositionedUpdate());
  }

  @Override
  public boolean supportsRefCursors() throws SQLException {
    return call(m -> m.supportsRefCursors());
  }

  @Override
  public boolean supportsResultSetConcurrency(int a, int b) throws SQLException {
    return call(m -> m.supportsResultSetConcurrency(a, b));
  }

  @Override
  public boolean supportsResultSetHoldability(int a) throws SQLException {
    return call(m -> m.supportsResultSetHoldability(a));
  }

  @Override
  public boolean supportsResultSetType(int a) throws SQLException {
    return call(m -> m.supportsResultSetType(a));
  }

  @Override
  public boolean supportsSavepoints() throws SQLException {
    return call(m -> m.supportsSavepoints());
  }

  @Override
  public boolean supportsSchemasInDataManipulation() throws SQLException {
    return call(m -> m.supportsSchemasInDataManipulation());
  }

  @Override
  public boolean supportsSchemasInIndexDefinitions() throws SQLException {
    return call(m -> m.supportsSchemasInIndexDefinitions());
  }

  @Override
  public boolean supportsSchemasInPrivilegeDefinitions() throws SQLException {
    return call(m -> m.supportsSchemasInPrivilegeDefinitions());
  }

  @Override
  public boolean supportsSchemasInProcedureCalls() throws SQLException {
    return call(m -> m.supportsSchemasInProcedureCalls());
  }

  @Override
  public boolean supportsSchemasInTableDefinitions() throws SQLException {
    return call(m -> m.supportsSchemasInTableDefinitions());
  }

  @Override
  public boolean supportsSelectForUpdate() throws SQLException {
    return call(m -> m.supportsSelectForUpdate());
  }

  @Override
  public boolean supportsSharding() throws SQLException {
    return call(m -> m.supportsSharding());
  }

  @Override
  public boolean supportsStatementPooling() throws SQLException {
    return call(m -> m.supportsStatementPooling());
  }

  @Override
  public boolean supportsStoredFunctionsUsingCallSyntax() throws SQLException {
    return call(m -> m.supportsStoredFunctionsUsingCallSyntax());
  }

  @Override
  public boolean supportsStoredProcedures() throws SQLException {
    return call(m -> m.supportsStoredProcedures());
  }

  @Override
  public boolean supportsSubqueriesInComparisons() throws SQLException {
    return call(m -> m.supportsSubqueriesInComparisons());
  }

  @Override
  public boolean supportsSubqueriesInExists() throws SQLException {
    return call(m -> m.supportsSubqueriesInExists());
  }

  @Override
  public boolean supportsSubqueriesInIns() throws SQLException {
    return call(m -> m.supportsSubqueriesInIns());
  }

  @Override
  public boolean supportsSubqueriesInQuantifieds() throws SQLException {
    return call(m -> m.supportsSubqueriesInQuantifieds());
  }

  @Override
  public boolean supportsTableCorrelationNames() throws SQLException {
    return call(m -> m.supportsTableCorrelationNames());
  }

  @Override
  public boolean supportsTransactionIsolationLevel(int a) throws SQLException {
    return call(m -> m.supportsTransactionIsolationLevel(a));
  }

  @Override
  public boolean supportsTransactions() throws SQLException {
    return call(m -> m.supportsTransactions());
  }

  @Override
  public boolean supportsUnion() throws SQLException {
    return call(m -> m.supportsUnion());
  }

  @Override
  public boolean supportsUnionAll() throws SQLException {
    return call(m -> m.supportsUnionAll());
  }

  @Override
  public <T> T unwrap(Class<T> a) throws SQLException {
    return call(m -> m.unwrap(a));
  }

  @Override
  public boolean updatesAreDetected(int a) throws SQLException {
    return call(m -> m.updatesAreDetected(a));
  }

  @Override
  public boolean usesLocalFilePerTable() throws SQLException {
    return call(m -> m.usesLocalFilePerTable());
  }

  @Override
  public boolean usesLocalFiles() throws SQLException {
    return call(m -> m.usesLocalFiles());
  }
}
