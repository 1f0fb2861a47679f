using System.Globalization;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Values;
using static ChatDr.Simulator.TSql.Binding.FunctionArguments;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>The functions that depend on their arguments, the clock and SET options alone.</summary>
internal static class ScalarFunctions
{
    private const NumberStyles AnyNumber = NumberStyles.Float | NumberStyles.AllowThousands | NumberStyles.AllowCurrencySymbol;

    /// <summary>The function with its arguments; null when it is not one of these.</summary>
    /// <exception cref="Engine.SqlErrorException">174: the wrong number of arguments.</exception>
    public static BoundExpression? Find(IBindingEnvironment environment, string name, IReadOnlyList<BoundExpression> values)
    {
        var arguments = new FunctionArguments(name, values);
        var word = name.ToUpperInvariant();
        return FindChoice(word, arguments) ?? TextFunctions.Find(word, arguments) ?? NumberFunctions.Find(word, arguments)
            ?? TimeFunctions.Find(word, arguments, environment);
    }

    private static BoundExpression? FindChoice(string word, FunctionArguments arguments) => word switch
    {
        "NEWID" => arguments.Map(0, SqlType.UniqueIdentifier, _ => Guid.NewGuid()),
        "ISNULL" => IsNull(arguments),
        "COALESCE" => Coalesce(arguments),
        "NULLIF" => NullIf(arguments),
        "IIF" => Iif(arguments),
        "CHOOSE" => Choose(arguments),
        "DATALENGTH" => arguments.Strict(1, SqlType.Int, v => Size(v[0], arguments.First)),
        "ISNUMERIC" => arguments.Map(1, SqlType.Int, v => v[0] is { } value && IsNumeric(value) ? 1 : 0),
        "ISDATE" => arguments.Map(1, SqlType.Int, v => v[0] is { } value && IsDate(value) ? 1 : 0),
        "PARSENAME" => arguments.Strict(2, SqlType.SysName, v => NamePart(Text(v[0]), Int(v[1]))),
        _ => null,
    };

    private static BoundExpression IsNull(FunctionArguments arguments)
    {
        var type = arguments.Values.FirstOrDefault(argument => !argument.IsUntyped)?.Type ?? SqlType.Int;
        return arguments.Map(2, type, values => values[0] ?? SqlConversion.To(values[1], type));
    }

    private static BoundExpression NullIf(FunctionArguments arguments) => arguments.Map(2, arguments.First, v =>
        v[0] is null || v[1] is null || !SqlComparison.Instance.Equals(v[0], SqlConversion.To(v[1], arguments.First)) ? v[0] : null);

    private static BoundExpression Iif(FunctionArguments arguments)
    {
        var values = arguments.Values;
        if (values.Count is not 3)
        {
            throw SqlErrors.ArgumentCount("iif", 3);
        }

        var type = Common(values.Skip(1));
        return new(type, row => SqlConversion.To(values[values[0].Evaluate(row) is true ? 1 : 2].Evaluate(row), type));
    }

    private static BoundExpression Choose(FunctionArguments arguments)
    {
        var values = arguments.Values;
        if (values.Count < 2)
        {
            throw SqlErrors.ArgumentCount("choose", 2);
        }

        var type = Common(values.Skip(1));
        return new(type, row => values[0].Evaluate(row) is { } index && Int(index) is > 0 and var i && i < values.Count
            ? SqlConversion.To(values[i].Evaluate(row), type)
            : null);
    }

    private static BoundExpression Coalesce(FunctionArguments arguments)
    {
        var values = arguments.Values;
        if (values.Count < 2)
        {
            throw SqlErrors.ArgumentCount("coalesce", 2);
        }

        if (values.All(value => value.IsUntyped))
        {
            throw new Engine.SqlErrorException(4127, 16, 1, "At least one of the arguments of COALESCE must be something else than the constant NULL.");
        }

        var type = Common(values);
        return new(type, row => SqlConversion.To(values.Select(value => value.Evaluate(row)).FirstOrDefault(value => value is not null), type));
    }

    private static int Size(object value, SqlType type) => value switch
    {
        byte[] bytes => bytes.Length,
        string text => text.Length * (type.Kind is SqlTypeKind.NVarChar or SqlTypeKind.NChar ? 2 : 1),
        bool or byte => 1,
        short => 2,
        int or float => 4,
        Guid => 16,
        DateTime when type.Kind is SqlTypeKind.Date => 3,
        DateTime when type.Kind is SqlTypeKind.DateTime2 => type.Scale <= 2 ? 6 : type.Scale <= 4 ? 7 : 8,
        decimal when type.Kind is SqlTypeKind.Decimal => type.Precision switch { <= 9 => 5, <= 19 => 9, <= 28 => 13, _ => 17 },
        _ => 8,
    };

    private static bool IsNumeric(object value) => value switch
    {
        string text => double.TryParse(text.Trim(), AnyNumber, CultureInfo.InvariantCulture, out _),
        byte or short or int or long or decimal or double or float or bool => true,
        _ => false,
    };

    private static bool IsDate(object value)
    {
        try
        {
            return SqlConversion.To(value, SqlType.DateTime) is not null;
        }
        catch (Engine.SqlErrorException e) when (e.Number is 206 or 241 or 242)
        {
            return false;
        }
    }

    private static string? NamePart(string name, int part)
    {
        var parts = name.Split('.');
        return part >= 1 && part <= parts.Length && parts.Length <= 4 && parts[^part].Trim('[', ']') is { Length: > 0 } found ? found : null;
    }
}
