Console.Error.WriteLine("Not part of this revision yet.");
return 2;
