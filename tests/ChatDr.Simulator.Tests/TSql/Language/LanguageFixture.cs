using System.Globalization;
using ChatDr.Simulator.Tests.TSql.Execution;
using ChatDr.Simulator.Tests.TSql.Sessions;

namespace ChatDr.Simulator.Tests.TSql.Language;

/// <summary>An instance with two small tables in database shop; each case has a session of its own, and what it leaves open is rolled back.</summary>
public sealed class LanguageFixture : IAsyncLifetime
{
    private const string Tables = """
        CREATE DATABASE shop; USE shop;
        CREATE TABLE dept (id int NOT NULL PRIMARY KEY, title varchar(20) NOT NULL);
        CREATE TABLE staff (id int IDENTITY(1, 1) PRIMARY KEY, name nvarchar(20) NULL, dept int NULL, pay decimal(9, 2) NULL, since date NULL);
        INSERT dept VALUES (1, 'Sales'), (2, 'Support'), (3, 'Empty');
        INSERT staff (name, dept, pay, since) VALUES (N'Ann', 1, 100.50, '2020-01-31'), (N'bob', 1, 200, '2021-02-28'), (N'Cid', 2, NULL, NULL), (N'Dee', NULL, 50, '2024-02-29');
        """;

    private SessionFixture _sessions = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _sessions = await SessionFixture.StartAsync();
        (await _sessions.RunAsync(Tables)).Errors.ShouldBeEmpty();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _sessions.DisposeAsync();

    /// <summary>
    /// What a batch in database shop answers: rows parted by slashes, their values by commas, then the numbers of the errors, each behind an exclamation mark.
    /// </summary>
    public async Task<string> AnswerAsync(string batch)
    {
        await using var session = await _sessions.OpenAsync();
        await SessionFixture.RunAsync(session, "USE shop");
        var result = await SessionFixture.RunAsync(session, batch);
        return string.Join(" ", new[] { string.Join(" / ", result.Rows.Select(row => string.Join(", ", row.Select(Text)))) }
            .Concat(result.Errors.Select(error => string.Create(CultureInfo.InvariantCulture, $"!{error.Number}"))).Where(part => part.Length > 0));
    }

    /// <summary>What a batch in database shop answers, in full.</summary>
    internal async Task<RecordingWriter> RunAsync(string batch)
    {
        await using var session = await _sessions.OpenAsync();
        await SessionFixture.RunAsync(session, "USE shop");
        return await SessionFixture.RunAsync(session, batch);
    }

    private static string Text(object? value) => value switch
    {
        null => "NULL",
        bool flag => flag ? "1" : "0",
        byte[] bytes => "0x" + Convert.ToHexString(bytes),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        Guid guid => guid.ToString("D").ToUpperInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
