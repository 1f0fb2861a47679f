using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads the definitions of tables and indexes.</summary>
internal sealed class TableParser(TokenReader reader, ExpressionParser expressions)
{
    private readonly TypeParser _types = new(reader);

    /// <summary>CREATE or DROP of a table or an index; null when it is something else.</summary>
    public Statement? TryRead()
    {
        if (reader.Accepts("CREATE", "TABLE"))
        {
            return ReadCreateTable();
        }

        if (reader.Accepts("DROP", "TABLE"))
        {
            var ifExists = reader.Accepts("IF", "EXISTS");
            return new DropTableStatement(reader.List(expressions.ReadName), ifExists);
        }

        if (reader.Accepts("DROP", "INDEX"))
        {
            var ifExists = reader.Accepts("IF", "EXISTS");
            var name = reader.Name();
            reader.Expect("ON");
            return new DropIndexStatement(name, expressions.ReadName(), ifExists);
        }

        var next = reader.Peek();
        if (!reader.Sees("CREATE") || !(next.IsWord("INDEX") || next.IsWord("UNIQUE") || next.IsWord("NONCLUSTERED") || next.IsWord("CLUSTERED")))
        {
            return null;
        }

        reader.Take();
        return ReadCreateIndex();
    }

    /// <summary>TRUNCATE TABLE.</summary>
    public TruncateTableStatement ReadTruncate()
    {
        reader.Expect("TRUNCATE", "TABLE");
        return new(expressions.ReadName());
    }

    private CreateIndexStatement ReadCreateIndex()
    {
        var unique = reader.Accepts("UNIQUE");
        SkipClustering();
        reader.Expect("INDEX");
        var name = reader.Name();
        reader.Expect("ON");
        var table = expressions.ReadName();
        var columns = reader.Parenthesized(ReadKeyColumn);
        if (reader.Accepts("INCLUDE"))
        {
            reader.Parenthesized(reader.Name);
        }

        return reader.Sees("WHERE") || reader.Sees("WITH")
            ? throw SqlErrors.NotSupported($"CREATE INDEX … {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line)
            : new(name, table, columns, unique);
    }

    private void SkipClustering()
    {
        if (!reader.Accepts("CLUSTERED"))
        {
            reader.Accepts("NONCLUSTERED");
        }
    }

    private string ReadKeyColumn()
    {
        var name = reader.Name();
        if (!reader.Accepts("ASC"))
        {
            reader.Accepts("DESC");
        }

        return name;
    }

    private CreateTableStatement ReadCreateTable()
    {
        var name = expressions.ReadName();
        var columns = new List<ColumnDefinition>();
        var keys = new List<KeyDefinition>();
        reader.ExpectSymbol("(");
        do
        {
            if (columns.Count > 0 && reader.Current.IsSymbol(")"))
            {
                break;
            }

            if (SeesOneOf("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "INDEX"))
            {
                keys.Add(ReadKey(reader.Accepts("CONSTRAINT") ? reader.Name() : null, null));
            }
            else
            {
                columns.Add(ReadColumn(keys));
            }
        }
        while (reader.AcceptsSymbol(","));
        reader.ExpectSymbol(")");
        SkipFilegroup();
        return new(name, columns, keys);
    }

    private KeyDefinition ReadKey(string? name, string? column)
    {
        var isPrimary = ReadKeyWord();
        SkipClustering();
        var key = new KeyDefinition(name, isPrimary, column is null || reader.Current.IsSymbol("(") ? reader.Parenthesized(ReadKeyColumn) : [column]);
        SkipFilegroup();
        return key;
    }

    /// <summary>There is one filegroup, and <c>ON [PRIMARY]</c> names it.</summary>
    private void SkipFilegroup()
    {
        if (reader.Accepts("ON") && reader.AnyWord() is var filegroup && !filegroup.Equals("PRIMARY", StringComparison.OrdinalIgnoreCase))
        {
            throw SqlErrors.NotSupported($"ON {filegroup}", reader.Current.Line);
        }

        if (reader.Sees("WITH") || reader.Sees("TEXTIMAGE_ON") || reader.Sees("FILESTREAM_ON"))
        {
            throw SqlErrors.NotSupported($"CREATE TABLE … {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line);
        }
    }

    private bool SeesOneOf(params string[] words) => words.Any(word => reader.Sees(word));

    private bool ReadKeyWord()
    {
        if (reader.Accepts("PRIMARY", "KEY"))
        {
            return true;
        }

        if (reader.Accepts("UNIQUE"))
        {
            return false;
        }

        throw SeesOneOf("CHECK", "FOREIGN", "REFERENCES", "INDEX", "COLLATE", "SPARSE", "ROWGUIDCOL")
            ? SqlErrors.NotSupported($"CREATE TABLE … {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line)
            : reader.Unexpected();
    }

    private ColumnDefinition ReadColumn(List<KeyDefinition> keys)
    {
        var name = reader.Name();
        if (reader.Sees("AS"))
        {
            throw SqlErrors.NotSupported($"computed column {name}", reader.Current.Line);
        }

        var column = new ColumnDefinition(name, _types.Read(1), null, null, null);
        while (!reader.Current.IsSymbol(",") && !reader.Current.IsSymbol(")"))
        {
            column = ReadColumnOption(column, keys);
        }

        return column;
    }

    private ColumnDefinition ReadColumnOption(ColumnDefinition column, List<KeyDefinition> keys)
    {
        if (reader.Accepts("NOT", "NULL"))
        {
            return column with { Nullable = false };
        }

        if (reader.Accepts("NULL"))
        {
            return column with { Nullable = true };
        }

        if (reader.Accepts("IDENTITY"))
        {
            return column with { Identity = ReadIdentity(), Nullable = column.Nullable ?? false };
        }

        var constraint = reader.Accepts("CONSTRAINT") ? reader.Name() : null;
        if (reader.Accepts("DEFAULT"))
        {
            return column with { Default = expressions.Read() };
        }

        var key = ReadKey(constraint, column.Name);
        keys.Add(key);
        return key.IsPrimary ? column with { Nullable = column.Nullable ?? false } : column;
    }

    private IdentityDefinition ReadIdentity()
    {
        if (!reader.Current.IsSymbol("("))
        {
            return new(1, 1);
        }

        var values = reader.Parenthesized(() =>
        {
            var negative = reader.AcceptsSymbol("-");
            return negative ? -reader.Integer() : reader.Integer();
        });
        return values.Count is 2 ? new(values[0], values[1]) : throw reader.Unexpected();
    }
}
