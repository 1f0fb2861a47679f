using ChatDr.CrdGen;

// Usage: dotnet run --project tools/ChatDr.CrdGen [-- FOLDER]; writes config/crd of the current folder by default.
var folder = args.Length > 0 ? args[0] : Path.Combine("config", "crd");
Directory.CreateDirectory(folder);
foreach (var kind in CustomResourceDefinition.Kinds)
{
    var file = Path.Combine(folder, CustomResourceDefinition.FileName(kind));
    File.WriteAllText(file, YamlText.Of(CustomResourceDefinition.Of(kind)));
    Console.WriteLine(file);
}
