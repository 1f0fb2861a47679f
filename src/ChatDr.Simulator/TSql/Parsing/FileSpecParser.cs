using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads a file of a database: (NAME = …, FILENAME = …, SIZE = …, MAXSIZE = …, FILEGROWTH = …).</summary>
internal sealed class FileSpecParser(TokenReader reader)
{
    private const long PagesInMegabyte = 128;

    /// <summary>The file.</summary>
    public DatabaseFileSpec Read()
    {
        var spec = new DatabaseFileSpec { Name = "" };
        reader.Parenthesized(() =>
        {
            var property = reader.ExpectOneOf("NAME", "NEWNAME", "FILENAME", "SIZE", "MAXSIZE", "FILEGROWTH");
            reader.ExpectSymbol("=");
            spec = property switch
            {
                "NAME" => spec with { Name = NameOrText() },
                "NEWNAME" => spec with { NewName = NameOrText() },
                "FILENAME" => spec with { Path = reader.Text() },
                "SIZE" => spec with { Size = Pages() },
                "MAXSIZE" => spec with { MaximumSize = reader.Accepts("UNLIMITED") ? -1 : Pages() },
                _ => Growth(spec),
            };
            return true;
        });
        return spec.Name.Length > 0 ? spec : throw reader.Unexpected();
    }

    private string NameOrText() => TokenReader.IsName(reader.Current) ? reader.Name() : reader.Text();

    private DatabaseFileSpec Growth(DatabaseFileSpec spec)
    {
        var number = reader.Integer();
        return reader.AcceptsSymbol("%")
            ? spec with { Growth = number, IsPercentGrowth = true }
            : spec with { Growth = InPages(number), IsPercentGrowth = false };
    }

    private long Pages() => InPages(reader.Integer());

    /// <summary>Megabytes unless a unit is said. The lexer leaves a unit that is written right after the number as a word of its own.</summary>
    private long InPages(int number)
    {
        if (reader.Accepts("KB"))
        {
            return (number + 7L) / 8;
        }

        var unit = reader.Accepts("GB") ? 1024 : reader.Accepts("TB") ? 1024 * 1024 : 1;
        reader.Accepts("MB");
        return number * PagesInMegabyte * unit;
    }
}
