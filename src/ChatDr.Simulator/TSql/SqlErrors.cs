using System.Globalization;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql;

/// <summary>The errors of the language itself: numbers, severities and states of sys.messages.</summary>
internal static class SqlErrors
{
    public static SqlErrorException Syntax(string near, bool isKeyword, int line) => isKeyword
        ? Make(156, 15, $"Incorrect syntax near the keyword '{near}'.", line)
        : Make(102, 15, $"Incorrect syntax near '{near}'.", line);

    public static SqlErrorException MissingEndComment(int line) => Make(113, 15, "Missing end comment mark '*/'.", line);

    public static SqlErrorException NameTooLong(string name, int line) =>
        Make(103, 15, $"The identifier that starts with '{name}' is too long. Maximum length is 128.", line);

    public static SqlErrorException UnclosedQuote(string text, int line) =>
        Make(105, 15, $"Unclosed quotation mark after the character string '{text}'.", line);

    public static SqlErrorException NotSupported(string what, int line = 0) =>
        Make(40510, 16, $"Statement '{what}' is not supported by this simulator of SQL Server.", line);

    public static SqlErrorException NestedTooDeeply() =>
        Make(191, 15, "Some part of the statement is nested too deeply. Rewrite it or break it up into smaller ones.");

    public static SqlErrorException UnknownFunction(string name) =>
        Make(195, 15, $"'{name}' is not a function name that this simulator of SQL Server recognizes.");

    public static SqlErrorException ArgumentCount(string function, int count) => Make(174, 15, $"The {function} function requires {count} argument(s).");

    public static SqlErrorException UndeclaredVariable(string name) => Make(137, 15, 2, $"Must declare the scalar variable \"{name}\".");

    public static SqlErrorException VariableExists(string name) =>
        Make(134, 15, $"The variable name '{name}' has already been declared. Variable names must be unique within a query batch or stored procedure.");

    public static SqlErrorException InvalidObject(string name) => Make(208, 16, $"Invalid object name '{name}'.");

    public static SqlErrorException InvalidColumn(string name) => Make(207, 16, $"Invalid column name '{name}'.");

    public static SqlErrorException AmbiguousColumn(string name) => Make(209, 16, $"Ambiguous column name '{name}'.");

    public static SqlErrorException UnboundName(string name) => Make(4104, 16, $"The multi-part identifier \"{name}\" could not be bound.");

    public static SqlErrorException NotGrouped(string name) => Make(
        8120, 16, $"Column '{name}' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.");

    public static SqlErrorException NotGroupedInHaving(string name) => Make(
        8121, 16, $"Column '{name}' is invalid in the HAVING clause because it is not contained in either an aggregate function or the GROUP BY clause.");

    public static SqlErrorException NotGroupedInOrder(string name) => Make(
        8127, 16, $"Column '{name}' is invalid in the ORDER BY clause because it is not contained in either an aggregate function or the GROUP BY clause.");

    public static SqlErrorException AggregateOfAggregate() =>
        Make(130, 15, "Cannot perform an aggregate function on an expression containing an aggregate or a subquery.");

    public static SqlErrorException AggregateNotAllowed() => Make(
        147, 15, "An aggregate may not appear in the WHERE clause unless it is in a subquery of HAVING or of a select list and aggregates an outer column.");

    public static SqlErrorException DivideByZero() => Make(8134, 16, "Divide by zero error encountered.");

    public static SqlErrorException SubqueryManyRows() => Make(
        512, 16, "Subquery returned more than 1 value. This is not permitted behind a comparison, or where the subquery is used as an expression.");

    public static SqlErrorException SubqueryManyColumns() =>
        Make(116, 16, "Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.");

    public static SqlErrorException UnionColumns() =>
        Make(205, 16, "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal number of expressions in their target lists.");

    public static SqlErrorException OrderPosition(long position) =>
        Make(108, 16, $"The ORDER BY position number {position} is out of range of the number of items in the select list.");

    public static SqlErrorException Conversion(string value, string from, string to) =>
        Make(245, 16, $"Conversion failed when converting the {from} value '{value}' to data type {to}.");

    public static SqlErrorException ConversionNumber(string from, string to) => Make(8114, 16, 5, $"Error converting data type {from} to {to}.");

    public static SqlErrorException ConversionMoney(string from) =>
        Make(235, 16, $"Cannot convert a {from} value to money. The {from} value has incorrect syntax.");

    public static SqlErrorException DateOutOfRange() =>
        Make(242, 16, 3, "The conversion of a varchar data type to a datetime data type resulted in an out-of-range value.");

    public static SqlErrorException NoCast(string from, string to) => Make(529, 16, 2, $"Explicit conversion from data type {from} to {to} is not allowed.");

    public static SqlErrorException OverflowValue(SqlType type, object value) =>
        Make(220, 16, 2, $"Arithmetic overflow error for data type {SqlTypes.Name(type)}, value = {Convert.ToString(value, CultureInfo.InvariantCulture)}.");

    public static SqlErrorException OverflowFloat(SqlType type, object value) =>
        Make(232, 16, 3, $"Arithmetic overflow error for type {SqlTypes.Name(type)}, value = {Convert.ToString(value, CultureInfo.InvariantCulture)}.");

    public static SqlErrorException OverflowText(string value, string from, SqlType type) => type.Kind is SqlTypeKind.Int
        ? Make(248, 16, $"The conversion of the {from} value '{value}' overflowed an int column.")
        : Make(244, 16, 2, $"The conversion of the {from} value '{value}' overflowed an INT{(type.Kind is SqlTypeKind.SmallInt ? 2 : 1)} column.");

    public static SqlErrorException ConversionDate() => Make(241, 16, "Conversion failed when converting date and/or time from character string.");

    public static SqlErrorException ConversionGuid() => Make(8169, 16, 2, "Conversion failed when converting from a character string to uniqueidentifier.");

    public static SqlErrorException NoConversion(string from, string to) =>
        Make(257, 16, 3, $"Implicit conversion from data type {from} to {to} is not allowed. Use the CONVERT function to run this query.");

    public static SqlErrorException Clash(string left, string right) => Make(206, 16, 2, $"Operand type clash: {left} is incompatible with {right}");

    public static SqlErrorException InvalidOperand(string type, string operation) =>
        Make(8117, 16, $"Operand data type {type} is invalid for {operation} operator.");

    public static SqlErrorException Overflow(string type) => Make(8115, 16, 2, $"Arithmetic overflow error converting expression to data type {type}.");

    public static SqlErrorException Truncated(string table, string column, string value) => Make(
        2628, 16, $"String or binary data would be truncated in table '{table}', column '{column}'. Truncated value: '{value}'.");

    public static SqlErrorException CannotInsertNull(string table, string column, string statement) => Make(
        515, 16, 2, $"Cannot insert the value NULL into column '{column}', table '{table}'; column does not allow nulls. {statement} fails.");

    public static SqlErrorException InsertCount(bool fewer) => fewer
        ? Make(109, 15, "There are more columns in the INSERT statement than values specified in the VALUES clause. Their numbers must match.")
        : Make(110, 15, "There are fewer columns in the INSERT statement than values specified in the VALUES clause. Their numbers must match.");

    public static SqlErrorException ColumnCount() => Make(213, 16, "Column name or number of supplied values does not match table definition.");

    public static SqlErrorException IdentityInsert(string table) =>
        Make(544, 16, $"Cannot insert explicit value for identity column in table '{table}' when IDENTITY_INSERT is set to OFF.");

    public static SqlErrorException IdentityWithoutColumns(string table) => Make(
        8101, 16, $"An explicit value for the identity column in table '{table}' can only be specified when a column list is used and IDENTITY_INSERT is ON.");

    public static SqlErrorException SelectCount(bool fewer) => fewer
        ? Make(120, 15, "The select list for the INSERT statement contains fewer items than the insert list. Their numbers must match.")
        : Make(121, 15, "The select list for the INSERT statement contains more items than the insert list. Their numbers must match.");

    public static SqlErrorException ColumnTwice(string column) => Make(
        264, 16, $"The column name '{column}' is specified more than once in the SET clause or the column list. A column takes one value.");

    public static SqlErrorException IdentityUpdate(string column) => Make(8102, 16, $"Cannot update identity column '{column}'.");

    public static SqlErrorException UnknownProcedure(string name) => Make(2812, 16, 62, $"Could not find stored procedure '{name}'.");

    public static SqlErrorException MissingParameter(string procedure, string parameter) =>
        Make(201, 16, 4, $"Procedure or function '{procedure}' expects parameter '{parameter}', which was not supplied.");

    public static SqlErrorException NoTransaction(string action) =>
        action is "COMMIT" ? Make(3902, 16, "The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.")
        : Make(3903, 16, "The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.");

    public static SqlErrorException Doomed() => Make(
        3930, 16, "The current transaction cannot be committed and cannot support operations that write to the log file. Roll back the transaction.");

    public static SqlError DoomedAtEnd { get; } =
        new(3998, 16, 1, "Uncommittable transaction is detected at the end of the batch. The transaction is rolled back.");

    public static SqlErrorException CatalogUpdate() => Make(259, 16, "Ad hoc updates to system catalogs are not allowed.");

    public static SqlErrorException InvalidType(string name, int line) =>
        Make(2715, 16, 6, $"Cannot find data type {name}. (This simulator knows the scalar types.)", line);

    /// <summary>Whether the batch ends with this error, and not only the statement: compile errors, missing objects and failed conversions do (SQL Server's
    /// behaviour as described in Erland Sommarskog's "Error and Transaction Handling in SQL Server", part 2).</summary>
    public static bool EndsBatch(SqlError error) => error.Severity >= 19
        || error.Severity is 15 && error.Number is not 50000
        || error.Number is 206 or 207 or 208 or 209 or 213 or 241 or 245 or 257 or 529 or 1205 or 3930 or 3960 or 4104
            or 8114 or 8120 or 8121 or 8127 or 8169 or 40510;

    private static SqlErrorException Make(int number, byte severity, string message, int line = 0) => Make(number, severity, 1, message, line);

    private static SqlErrorException Make(int number, byte severity, byte state, string message, int line = 0) =>
        new([new SqlError(number, severity, state, message) { Line = line }]);
}
