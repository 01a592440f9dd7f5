BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1') -Force
}

Describe 'Export-MetricCsv' {
    It 'writes numbers that read back to the bit' {
        $values = 0.1, (1 / 3), [double]::Epsilon, [double]::MaxValue, [math]::Pow(2, -25), [double]::NaN, [double]::NegativeInfinity
        $values | ForEach-Object { [pscustomobject]@{ Value = $_ } } | Export-MetricCsv TestDrive:/exact.csv
        $back = Import-MetricCsv TestDrive:/exact.csv
        foreach ($i in 0..($values.Count - 1)) {
            [BitConverter]::DoubleToInt64Bits($back[$i].Value) | Should -Be ([BitConverter]::DoubleToInt64Bits($values[$i]))
        }
    }

    It 'writes UTF-8 without byte order mark, with points whatever the culture' {
        $before = [cultureinfo]::CurrentCulture
        try {
            $comma = [cultureinfo]::InvariantCulture.Clone()
            $comma.NumberFormat.NumberDecimalSeparator = ','
            [cultureinfo]::CurrentCulture = $comma
            [pscustomobject]@{ Name = '손실'; Loss = 0.5 } | Export-MetricCsv TestDrive:/culture.csv
            (Import-MetricCsv TestDrive:/culture.csv).Loss | Should -Be 0.5
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        [IO.File]::ReadAllText("$TestDrive/culture.csv") | Should -BeExactly "Name,Loss`n손실,0.5`n"
        [IO.File]::ReadAllBytes("$TestDrive/culture.csv")[0] | Should -Be ([int][char]'N')
    }

    It 'gives every property a column and leaves empty what a record lacks' {
        [pscustomobject]@{ Iteration = 1; Loss = 0.5 }, [pscustomobject]@{ Iteration = 2; Note = 'late' } | Export-MetricCsv TestDrive:/union.csv
        [IO.File]::ReadAllText("$TestDrive/union.csv") | Should -BeExactly "Iteration,Loss,Note`n1,0.5,`n2,,late`n"
    }

    It 'takes hashtables, and tensors of one element as their number' {
        @{ Loss = (New-Tensor 0.1); Iteration = 3 } | Export-MetricCsv TestDrive:/table.csv
        [IO.File]::ReadAllText("$TestDrive/table.csv") | Should -BeExactly "Iteration,Loss`n3,0.1`n"
    }

    It 'refuses a tensor of several elements' {
        { @{ Loss = (New-Tensor 1, 2) } | Export-MetricCsv TestDrive:/tensor.csv } | Should -Throw -ErrorId 'MetricNotScalar,*'
        'TestDrive:/tensor.csv' | Should -Not -Exist
    }

    It 'refuses what has no properties: <_>' -ForEach @('text', 7) {
        { $_ | Export-MetricCsv TestDrive:/no.csv } | Should -Throw -ErrorId 'MetricRecordExpected,*'
    }

    It 'says so when nothing comes down the pipeline' {
        { @() | Export-MetricCsv TestDrive:/empty.csv } | Should -Throw -ErrorId 'MetricsMissing,*'
        'TestDrive:/empty.csv' | Should -Not -Exist
    }

    It 'overwrites only with -Force, and finds out before the pipeline runs' {
        [pscustomobject]@{ A = 1 } | Export-MetricCsv TestDrive:/kept.csv
        $ran = [Collections.Generic.List[int]]::new()
        { 1..3 | ForEach-Object { $ran.Add($_); [pscustomobject]@{ A = 2 } } | Export-MetricCsv TestDrive:/kept.csv } | Should -Throw -ErrorId 'FileExists,*'
        $ran.Count | Should -Be 0
        (Import-MetricCsv TestDrive:/kept.csv).A | Should -Be 1
        [pscustomobject]@{ A = 2 } | Export-MetricCsv TestDrive:/kept.csv -Force
        (Import-MetricCsv TestDrive:/kept.csv).A | Should -Be 2
    }

    It 'appends by name, and refuses other columns' {
        [pscustomobject]@{ A = 1; B = 2 } | Export-MetricCsv TestDrive:/append.csv -Append
        [pscustomobject]@{ B = 4; A = 3 } | Export-MetricCsv TestDrive:/append.csv -Append
        { [pscustomobject]@{ C = 1 } | Export-MetricCsv TestDrive:/append.csv -Append } | Should -Throw -ErrorId 'MetricHeaderDiffers,*'
        [IO.File]::ReadAllText("$TestDrive/append.csv") | Should -BeExactly "A,B`n1,2`n3,4`n"
    }

    It 'writes nothing to the pipeline, and the file with -PassThru' {
        [pscustomobject]@{ A = 1 } | Export-MetricCsv TestDrive:/quiet.csv | Should -BeNullOrEmpty
        $file = [pscustomobject]@{ A = 1 } | Export-MetricCsv TestDrive:/loud.csv -PassThru
        $file | Should -BeOfType ([IO.FileInfo])
        $file.Name | Should -Be 'loud.csv'
    }

    It 'writes no file with -WhatIf' {
        [pscustomobject]@{ A = 1 } | Export-MetricCsv TestDrive:/whatif.csv -WhatIf
        'TestDrive:/whatif.csv' | Should -Not -Exist
    }

    It 'follows the location of the session and makes missing folders' {
        Push-Location $TestDrive
        try { [pscustomobject]@{ A = 1 } | Export-MetricCsv new/folder/here.csv }
        finally { Pop-Location }
        "$TestDrive/new/folder/here.csv" | Should -Exist
    }
}

Describe 'Import-MetricCsv' {
    It 'gives numbers, booleans, dates and text their types' {
        Set-Content "$TestDrive/types.csv" 'Int,Float,Flag,Day,Text,Gap', '1,0.5,True,2024-05-06,x,', '2,NaN,False,2024-05-07,,3'
        $rows = Import-MetricCsv TestDrive:/types.csv
        $rows | Should -HaveCount 2
        $rows[0].Int | Should -BeOfType ([long])
        $rows[0].Float | Should -BeOfType ([double])
        $rows[0].Flag | Should -BeOfType ([bool])
        $rows[0].Day | Should -Be ([datetime]'2024-05-06')
        $rows[0].Text | Should -BeOfType ([string])
        $null -eq $rows[0].Gap | Should -BeTrue
        [double]::IsNaN($rows[1].Float) | Should -BeTrue
        $rows[1].Text | Should -BeExactly ''
    }

    It 'has no Source for one file, unless asked' {
        [pscustomobject]@{ A = 1 } | Export-MetricCsv TestDrive:/one.csv
        (Import-MetricCsv TestDrive:/one.csv).Source | Should -BeNullOrEmpty
        (Import-MetricCsv TestDrive:/one.csv -IncludeSource).Source | Should -BeExactly 'one'
    }

    It 'names several runs by their folders' {
        'a', 'b' | ForEach-Object { [pscustomobject]@{ Value = $_ } | Export-MetricCsv "$TestDrive/runs/$_/metrics.csv" }
        $rows = Import-MetricCsv TestDrive:/runs/*/metrics.csv
        $rows.Source | Should -Be 'a', 'b'
        $rows.Value | Should -Be 'a', 'b'
        @(Get-ChildItem "$TestDrive/runs/a", "$TestDrive/runs/b" | Import-MetricCsv).Source | Should -Be 'a', 'b'
    }

    It 'names the line of <what>' -ForEach @(
        @{ what = 'a short row'; text = "a,b`n1,2`n3`n"; id = 'MetricFileMalformed'; says = '*line 3*' }
        @{ what = 'an open quote'; text = "a,b`n1,`"2`n"; id = 'MetricFileMalformed'; says = '*line 2*' }
        @{ what = 'a double name'; text = "a,A`n1,2`n"; id = 'MetricHeaderDuplicate'; says = "*'A'*" }
        @{ what = 'a missing name'; text = "a,`n1,2`n"; id = 'MetricHeaderEmpty'; says = '*Column 2*' }
        @{ what = 'an empty file'; text = ''; id = 'MetricFileEmpty'; says = '*empty*' }
    ) {
        [IO.File]::WriteAllText("$TestDrive/bad.csv", $text)
        { Import-MetricCsv TestDrive:/bad.csv } | Should -Throw -ErrorId "$id,*" -ExpectedMessage $says
    }

    It 'says which file is not there' {
        { Import-MetricCsv TestDrive:/missing.csv } | Should -Throw -ErrorId 'MetricFileNotFound,*' -ExpectedMessage '*missing.csv*'
        { Import-MetricCsv TestDrive:/*.nothing } | Should -Throw -ErrorId 'PathNotFound,*'
    }

    It 'refuses text that is not UTF-8' {
        [IO.File]::WriteAllBytes("$TestDrive/latin1.csv", [byte[]](97, 10, 233, 10))
        { Import-MetricCsv TestDrive:/latin1.csv } | Should -Throw -ErrorId 'MetricFileEncoding,*'
    }
}
