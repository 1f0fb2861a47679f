using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatDr.Kubernetes.Models;

/// <summary>
/// An amount such as <c>500m</c>, <c>1.5Gi</c> or <c>12e3</c>. It keeps the text that it was made from and compares by value, because servers answer in a form
/// of their own: <c>1024Mi</c> comes back as <c>1Gi</c>, and is the same. Source: apimachinery, <c>pkg/api/resource</c>, whose grammar and rounding these are.
/// </summary>
[JsonConverter(typeof(JsonConverter))]
public sealed class ResourceQuantity : IEquatable<ResourceQuantity>, IComparable<ResourceQuantity>
{
    /// <summary>Larger exponents are refused: Kubernetes holds no more than 2^63-1 of anything, and a power of ten without bound is an attack.</summary>
    private const int LargestExponent = 99;

    /// <summary>Kubernetes knows nothing finer than a billionth.</summary>
    private const int NanoDigits = 9;

    private static readonly Dictionary<string, (int Ten, int Two)> Suffixes = new(StringComparer.Ordinal)
    {
        ["n"] = (-9, 0),
        ["u"] = (-6, 0),
        ["m"] = (-3, 0),
        [""] = (0, 0),
        ["k"] = (3, 0),
        ["M"] = (6, 0),
        ["G"] = (9, 0),
        ["T"] = (12, 0),
        ["P"] = (15, 0),
        ["E"] = (18, 0),
        ["Ki"] = (0, 10),
        ["Mi"] = (0, 20),
        ["Gi"] = (0, 30),
        ["Ti"] = (0, 40),
        ["Pi"] = (0, 50),
        ["Ei"] = (0, 60),
    };

    private readonly string _text;
    private readonly BigInteger _nano;

    /// <summary>
    /// Reads <paramref name="text"/>: an optional sign, digits with at most one point among them, and a suffix (n u m k M G T P E, Ki Mi Gi Ti Pi Ei) or an
    /// exponent.
    /// </summary>
    /// <exception cref="FormatException">It is no quantity.</exception>
    public ResourceQuantity(string text)
    {
        _text = text;
        _nano = Read(text);
    }

    /// <summary>Reads <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">It is no quantity.</exception>
    public static implicit operator ResourceQuantity(string text) => new(text);

    /// <summary>Reads <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">It is no quantity.</exception>
    public static ResourceQuantity FromString(string text) => new(text);

    /// <summary>The same amount.</summary>
    public static bool operator ==(ResourceQuantity? left, ResourceQuantity? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Another amount.</summary>
    public static bool operator !=(ResourceQuantity? left, ResourceQuantity? right) => !(left == right);

    /// <summary>Less; none is less than any.</summary>
    public static bool operator <(ResourceQuantity? left, ResourceQuantity? right) => Compare(left, right) < 0;

    /// <summary>More; none is less than any.</summary>
    public static bool operator >(ResourceQuantity? left, ResourceQuantity? right) => Compare(left, right) > 0;

    /// <summary>Not more.</summary>
    public static bool operator <=(ResourceQuantity? left, ResourceQuantity? right) => Compare(left, right) <= 0;

    /// <summary>Not less.</summary>
    public static bool operator >=(ResourceQuantity? left, ResourceQuantity? right) => Compare(left, right) >= 0;

    /// <inheritdoc/>
    public bool Equals(ResourceQuantity? other) => other is not null && _nano == other._nano;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResourceQuantity);

    /// <inheritdoc/>
    public override int GetHashCode() => _nano.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(ResourceQuantity? other) => Compare(this, other);

    /// <summary>The text that it was made from.</summary>
    public override string ToString() => _text;

    private static int Compare(ResourceQuantity? left, ResourceQuantity? right) => Comparer<BigInteger?>.Default.Compare(left?._nano, right?._nano);

    private static BigInteger Read(string text)
    {
        var rest = text.AsSpan();
        var negative = rest is ['-', ..];
        rest = rest is ['+' or '-', ..] ? rest[1..] : rest;
        var whole = TakeDigits(ref rest);
        var fraction = ReadOnlySpan<char>.Empty;
        if (rest is ['.', ..])
        {
            rest = rest[1..];
            fraction = TakeDigits(ref rest);
        }

        if (whole.Length + fraction.Length == 0)
        {
            throw Unreadable(text, "it has no digits");
        }

        var (ten, two) = Scale(text, rest);
        var digits = BigInteger.Parse(string.Concat(whole, fraction), NumberStyles.None, CultureInfo.InvariantCulture) << two;
        var nano = Shift(digits, ten + NanoDigits - fraction.Length);
        return negative ? -nano : nano;
    }

    private static ReadOnlySpan<char> TakeDigits(scoped ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? rest : rest[..end];
        rest = rest[digits.Length..];
        return digits;
    }

    private static (int Ten, int Two) Scale(string text, ReadOnlySpan<char> suffix)
    {
        if (Suffixes.TryGetValue(suffix.ToString(), out var scale))
        {
            return scale;
        }

        if (suffix is not ['e' or 'E', ..] || !int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
        {
            var known = string.Join(' ', Suffixes.Keys.Where(known => known.Length > 0));
            throw Unreadable(text, $"'{suffix}' is neither a suffix ({known}) nor an exponent such as e3");
        }

        return exponent is >= -LargestExponent and <= LargestExponent ? (exponent, 0) : throw Unreadable(text, $"its exponent is beyond {LargestExponent}");
    }

    /// <summary>Times a power of ten; what is then finer than one is rounded up, so that nobody gets less than was asked for.</summary>
    private static BigInteger Shift(BigInteger digits, int ten)
    {
        if (ten >= 0)
        {
            return digits * BigInteger.Pow(10, ten);
        }

        var quotient = BigInteger.DivRem(digits, BigInteger.Pow(10, -ten), out var remainder);
        return remainder.IsZero ? quotient : quotient + 1;
    }

    private static FormatException Unreadable(string text, string why) => new($"'{text}' is no quantity such as 500m, 1.5Gi or 12e3: {why}.");

    private sealed class JsonConverter : JsonConverter<ResourceQuantity>
    {
        public override ResourceQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return reader.TokenType switch
                {
                    JsonTokenType.String => new(reader.GetString()!),
                    JsonTokenType.Number => new(Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan)),
                    var other => throw new JsonException($"Expected a quantity, found {other}."),
                };
            }
            catch (FormatException unreadable)
            {
                throw new JsonException(unreadable.Message, unreadable);
            }
        }

        public override void Write(Utf8JsonWriter writer, ResourceQuantity value, JsonSerializerOptions options) => writer.WriteStringValue(value._text);
    }
}
